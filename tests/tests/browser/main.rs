//! What a reader meets, in headless Chromium against a server on this machine.
//!
//! Without Chromium every test says that it was skipped; with `DOWNHILL_BROWSER=required`, as in
//! CI, that is a failure. `CHROME` names another Chromium. The accessibility rules need axe-core,
//! whose file `DOWNHILL_AXE` names (`npm install axe-core`, then `…/axe-core/axe.min.js`).

mod accessibility;
mod chromium;
mod every_page;
mod language;
mod layout;
mod network;
mod search;
mod server;
mod session;
mod theme;

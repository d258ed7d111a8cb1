//! Wrong usage and help, of the program and of each command.

use super::book;

#[test]
fn wrong_usage_gets_one_line() {
    for (words, message) in [
        (
            &["bulid"][..],
            "unrecognized subcommand 'bulid'; a similar subcommand exists: 'build'",
        ),
        (
            &["list", "--jsn"],
            "unexpected argument '--jsn' found; a similar argument exists: '--json'",
        ),
        (&["list", "all"], "unexpected argument 'all' found"),
        (
            &["new-chapter"],
            "the following required arguments were not provided: <NAME>",
        ),
        (
            &["build", "--out"],
            "a value is required for '--out <DIR>' but none was supplied",
        ),
        (
            &["compare", "--threads", "0"],
            "invalid value '0' for '--threads <N>'",
        ),
        (
            &["compare", "--thread", "2"],
            "unexpected argument '--thread' found; a similar argument exists: '--threads'",
        ),
    ] {
        book(words).refuses(message);
    }
}

#[test]
fn a_comparison_finds_out_before_its_work_that_it_has_no_folder() {
    // A file of this crate stands where the folder should be.
    let said = book(&["compare", "--out", "Cargo.toml"]);
    assert!(
        said.err.contains("Cargo.toml: cannot make the folder"),
        "{}",
        said.err
    );
    said.refuses("");
}

#[test]
fn every_command_helps_with_an_example() {
    for command in ["list", "run", "compare", "new-chapter"] {
        let help = book(&[command, "--help"]).succeeds();
        assert!(help.contains("Usage: cargo book"), "{command}: {help}");
        assert!(help.contains("Example"), "{command}: {help}");
    }
    let all = book(&["--help"]).succeeds();
    for command in ["build", "serve", "list", "run", "compare", "new-chapter"] {
        assert!(
            all.contains(&format!("\n  {command} ")),
            "{command} is missing in {all}"
        );
    }
    let help = book(&["run", "momentum", "--help"]).succeeds();
    assert!(
        help.contains("--weight-decay λ") && help.contains("--dampening d"),
        "{help}"
    );
}

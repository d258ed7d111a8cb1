//! x
use sde_view::*;
fn main(){
 let l=Polynomial::double_well();
 for sigma in [0.6,0.8,1.0,1.2,1.5]{ for (name,phi) in [("x2",&(|x:f64|x*x) as &dyn Fn(f64)->f64),("sin2x",&|x:f64|(2.0*x).sin()),("x",&|x:f64|x),("cosx",&|x:f64|x.cos())]{ for start in [0.5,1.5,-1.0]{
  let m:Vec<f64>=[8,16,32,64,128,256].into_iter().map(|n| euler_maruyama_mean(&l,sigma,1.0/n as f64,n,start,phi)).collect();
  println!("{sigma} {name} {start} {:?}", m.windows(2).map(|w|format!("{:.2e}",w[0]-w[1])).collect::<Vec<_>>());
 }}}
 for (a,b) in [(0.5,1.0),(-0.5,1.0),(0.0,1.5),(1.0,0.8),(-0.5,1.5)]{ for n in [500,1000,2000]{
  println!("{a} {b} {n} {}", statistics::order(&strong_order::geometric_brownian(a,b,n,&mut descent::random::generator(2)))); }}
}

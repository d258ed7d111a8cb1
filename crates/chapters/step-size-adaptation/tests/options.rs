//! The named options, against the libraries that have them: Optax 0.2.8 and pytorch_optimizer 4.1.0.

use descent::problems::Quadratic;
use descent::{Method, Objective, Spec, vector};
use step_size_adaptation::{
    Cocob, DAdaptAdaGrad, DAdaptAdam, DAdaptSgd, Dog, Dowg, Momo, MomoAdam, PolyakSgd, Prodigy,
};

static SPECS: [Spec; 10] = [
    PolyakSgd::SPEC,
    Momo::SPEC,
    MomoAdam::SPEC,
    DAdaptSgd::SPEC,
    DAdaptAdaGrad::SPEC,
    DAdaptAdam::SPEC,
    Prodigy::SPEC,
    Dog::SPEC,
    Dowg::SPEC,
    Cocob::SPEC,
];

/// Method, settings, and where the library stands after 20 steps on ½(0.1x² + 2y²) from (−5, −2).
#[rustfmt::skip]
const RUNS: &[(&str, &str, [f64; 2])] = &[
    ("polyak-sgd", "lr 0.3,scale 1.7,lower_bound 3,eps 0.5,gap signed", [-4.906282420520031, -1.3403058395366878]),
    ("polyak-sgd", "lower_bound 3,gap positive", [-4.912482912618641, -1.3391697359414503]),
    ("momo", "lr 0.3,beta 0.8,lower_bound -0.2,weight_decay 0.1,decay outside", [-1.7254106164282539, -0.10445574304595842]),
    ("momo", "lr 0.5,beta 0.5,lower_bound -3,weight_decay 0.1,decay outside,adapt_lower_bound true", [-0.6028817809667405, 0.0010791446707492287]),
    ("momo-adam", "lr 0.5,beta1 0.8,beta2 0.95,eps 0.001,lower_bound -3,weight_decay 0.1,decay outside,adapt_lower_bound true", [-1.0929089140870782, -0.07002459222889193]),
    ("dadapt-adam", "lr 0.7,beta1 0.8,beta2 0.99,d0 0.01,weight_decay 0.05,correction true", [-2.1171782978785023, 0.02427118745007481]),
    ("prodigy", "lr 0.7,beta1 0.8,beta2 0.99,beta3 0.9,d0 0.01,coef 0.6,weight_decay 0.05,correction true,safeguard true", [-4.836290878604879, -1.8454350131836261]),
    ("dog", "lr 0.7,initial heuristic,initial_value 0.02,eps 0.1,weight_decay 0.05", [-4.195868881262872, -0.1488697127836543]),
    ("dog", "lr 0.7,initial learning_rate,initial_value 0.02,eps 0.1", [-4.646612095097642, -0.42674597881066]),
    ("dowg", "lr 0.7,initial_square 0.02,eps 0.1,weight_decay 0.05", [-0.38838505819951685, -2.2564911765118305]),
    ("cocob", "lr 0.5,alpha 3,eps 2,weight_decay 0.05", [-2.335238304031843, -2.9595399948550644e-13]),
    ("dadapt-sgd", "lr 0.7,beta 0.5,d0 0.01,growth 1.2,weight_decay 0.05,decay gradient,norm single", [-4.856976338844813, -1.3241738148363482]),
    ("dadapt-adagrad", "lr 0.7,beta 0.5,d0 0.01,growth 1.2,weight_decay 0.05,decay gradient", [-4.915903735361675, -1.9162422628469282]),
    ("dadapt-adam", "lr 0.7,d0 0.01,growth 1.2,weight_decay 0.05,decay gradient", [-1.9395722767049273, 0.2576035271902265]),
    ("dadapt-sgd", "lr 0.7,beta 0.5,d0 0.01,growth 1.2,weight_decay 0.05,decay decoupled,norm single", [-4.896218324598159, -1.3360960403532445]),
    ("dadapt-adagrad", "lr 0.7,beta 0.5,d0 0.01,growth 1.2,weight_decay 0.05,decay decoupled", [-4.749456216480484, -1.851238817968698]),
    ("dadapt-adam", "lr 0.7,d0 0.01,growth 1.2,weight_decay 0.05,decay decoupled", [-1.7892212978512434, 0.26520898745173077]),
    ("prodigy", "lr 0.7,d0 0.01,growth 1.2,weight_decay 0.05,decay decoupled,correction true", [-4.273247671316793, -1.285103423354101]),
    ("dadapt-sgd", "lr 0.7,beta 0.5,d0 0.01,growth 1.2,weight_decay 0.05,decay fixed,norm single", [-4.673761299249822, -1.2931444821237894]),
    ("dadapt-adagrad", "lr 0.7,beta 0.5,d0 0.01,growth 1.2,weight_decay 0.05,decay fixed", [-4.681526992817281, -1.8247152547635928]),
    ("dadapt-adam", "lr 0.7,d0 0.01,growth 1.2,weight_decay 0.05,decay fixed", [-0.1866117930264238, 0.22512753672956684]),
    ("prodigy", "lr 0.7,d0 0.01,growth 1.2,weight_decay 0.05,decay fixed,correction true", [1.1067540750520766, -0.31324334785121205]),
];

#[test]
fn options_are_those_of_the_libraries() {
    let f = Quadratic::new(&[0.1, 2.0]).unwrap();
    for (name, options, theirs) in RUNS {
        let spec = SPECS.iter().find(|spec| spec.name == *name).unwrap();
        let settings = options
            .split(',')
            .fold(spec.settings(), |settings, option| {
                let (key, value) = option.split_once(' ').unwrap();
                settings.with_text(key, value).unwrap()
            });
        let (mut method, mut theta) = ((spec.build)(&settings).unwrap(), vector(&[-5.0, -2.0]));
        for _ in 0..20 {
            match &mut method {
                Method::Gradient(optimizer) => {
                    let grads = f.gradient(&theta);
                    optimizer.step(&mut theta, &grads)
                }
                Method::Oracle(optimizer) => optimizer.step_on(&f, &mut theta),
            }
            .unwrap();
        }
        for (ours, theirs) in theta[0].iter().zip(theirs) {
            // A change of the start moves none of these ends by more than itself.
            let error = (ours - theirs).abs();
            assert!(
                error < 1e-11,
                "{name} with {options}: {ours} against {theirs}"
            );
        }
    }
}

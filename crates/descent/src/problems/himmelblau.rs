//! Himmelblau's function: four minima of equal depth.

use super::Plane;

/// f(x, y) = (x² + y − 11)² + (x + y² − 7)² (Himmelblau 1972).
pub fn himmelblau() -> Plane {
    Plane {
        name: "himmelblau",
        start: [0.0, 0.0],
        minimizers: &[
            [3.0, 2.0],
            [-2.805_118_086_952_745, 3.131_312_518_250_573],
            [-3.779_310_253_377_747, -3.283_185_991_286_17],
            [3.584_428_340_330_492, -1.848_126_526_964_404],
        ],
        value: |x, y| (x * x + y - 11.0).powi(2) + (x + y * y - 7.0).powi(2),
        gradient: |x, y| {
            let (p, q) = (x * x + y - 11.0, x + y * y - 7.0);
            [4.0 * x * p + 2.0 * q, 2.0 * p + 4.0 * y * q]
        },
        hessian: |x, y| {
            let mixed = 4.0 * (x + y);
            let (p, q) = (x * x + y - 11.0, x + y * y - 7.0);
            [
                [4.0 * p + 8.0 * x * x + 2.0, mixed],
                [mixed, 2.0 + 4.0 * q + 8.0 * y * y],
            ]
        },
    }
}

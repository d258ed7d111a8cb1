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
    ] {
        book(words).refuses(message);
    }
}

#[test]
fn every_command_helps_with_an_example() {
    for command in ["list", "run", "new-chapter"] {
        let help = book(&[command, "--help"]).succeeds();
        assert!(help.contains("Usage: cargo book"), "{command}: {help}");
        assert!(help.contains("Example"), "{command}: {help}");
    }
    let all = book(&["--help"]).succeeds();
    for command in ["build", "serve", "list", "run", "new-chapter"] {
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

//! Broken pipes: the reader closes the output early.

use std::{
    io,
    process::{Command, Stdio},
};

use crate::program::*;

/// Runs a command whose reader has closed the pipe before the first byte.
fn assert_quiet_on_broken_pipe(arguments: &[&str]) {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    let output = Command::new(PROGRAM)
        .args(arguments)
        .stdout(writer)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), stderr.as_str()),
        (Some(0), ""),
        "{arguments:?}"
    );
}

#[test]
fn every_command_exits_quietly_on_a_broken_pipe() {
    for flag in ["--help", "-h", "--version", "help"] {
        assert_quiet_on_broken_pipe(&[flag]);
    }
    for command in [
        "render", "list", "eval", "descend", "minima", "reduce", "inspect", "cluster", "train",
        "predict",
    ] {
        assert_quiet_on_broken_pipe(&[command, "--help"]);
        assert_quiet_on_broken_pipe(&["help", command]);
    }
    assert_quiet_on_broken_pipe(&["list"]);
    assert_quiet_on_broken_pipe(&["list", "--json"]);
    for kind in [
        "scenes",
        "landscapes",
        "optimizers",
        "schedules",
        "projections",
        "generators",
        "clusterings",
    ] {
        assert_quiet_on_broken_pipe(&["list", kind]);
        assert_quiet_on_broken_pipe(&["list", kind, "--json"]);
    }
    let eval = ["eval", "--landscape", "bowl", "--at", "1,1"];
    let descend = descend(&[]);
    let minima = ["minima", "--landscape", "bowl", "--grid", "4"];
    let (reduce, tsne) = (
        ["reduce", "iris"],
        ["reduce", "iris", "--method", "tsne(max_iter=20)"],
    );
    let cluster = ["cluster", "iris", "--with", "kmeans"];
    let inspect = ["inspect", "iris"];
    for command in [
        &eval[..],
        &descend,
        &minima,
        &reduce,
        &tsne,
        &cluster,
        &inspect,
    ] {
        assert_quiet_on_broken_pipe(command);
        assert_quiet_on_broken_pipe(&[command, &["--json"]].concat());
    }
    for command in [&descend[..], &reduce, &tsne, &cluster] {
        assert_quiet_on_broken_pipe(&[command, &["--csv"]].concat());
    }
    // More than any buffer on the way can hold.
    assert_quiet_on_broken_pipe(&["reduce", "blobs(n=20000)", "--csv"]);
    assert_quiet_on_broken_pipe(&["cluster", "blobs(n=20000)", "--with", "kmeans", "--csv"]);
}

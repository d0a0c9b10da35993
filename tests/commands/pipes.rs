//! What happens when nobody reads the answer to its end.

use std::{
    io,
    process::{Command, Stdio},
};

use crate::program::*;

/// Runs a command whose reader has gone before the first byte.
fn unheard(arguments: &[&str]) {
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
fn every_command_ends_quietly_when_nobody_reads_on() {
    for flag in ["--help", "-h", "--version", "help"] {
        unheard(&[flag]);
    }
    for command in [
        "render", "list", "eval", "descend", "minima", "reduce", "inspect", "cluster",
    ] {
        unheard(&[command, "--help"]);
        unheard(&["help", command]);
    }
    unheard(&["list"]);
    unheard(&["list", "--json"]);
    for kind in [
        "scenes",
        "landscapes",
        "optimizers",
        "schedules",
        "projections",
        "generators",
        "clusterings",
    ] {
        unheard(&["list", kind]);
        unheard(&["list", kind, "--json"]);
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
        unheard(command);
        unheard(&[command, &["--json"]].concat());
    }
    for command in [&descend[..], &reduce, &tsne, &cluster] {
        unheard(&[command, &["--csv"]].concat());
    }
    // More than fits into any buffer on the way.
    unheard(&["reduce", "blobs(n=20000)", "--csv"]);
    unheard(&["cluster", "blobs(n=20000)", "--with", "kmeans", "--csv"]);
}

//! Compiles shaders in headless Chromium: it opens a page from a local server, which reports the errors of WebGPU.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

/// Names of the executable; the first one found is run.
const EXECUTABLES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
/// Chromium's software driver is available on any machine; the other flags avoid network access and dialogs.
const FLAGS: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    "--enable-features=Vulkan",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--mute-audio",
];
/// Timeout for the report, generous for busy machines.
const REPORT_TIMEOUT: Duration = Duration::from_secs(180);
/// Timeout for a request: a browser opens connections that it may never use.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// WebGPU needs a secure context, which pages from localhost have and `data:` pages do not.
const PAGE: &str = r#"<!doctype html><title>Shaders</title><script type="module">
const report = async () => {
    if (!navigator.gpu) throw "there is no WebGPU";
    const adapter = await navigator.gpu.requestAdapter();
    if (!adapter) throw "there is no WebGPU adapter";
    const device = await adapter.requestDevice();
    const sources = await (await fetch("/sources")).json();
    return Promise.all(sources.map(async code => {
        const info = await device.createShaderModule({ code }).getCompilationInfo();
        const errors = info.messages.filter(message => message.type === "error");
        return errors.map(({ lineNum, message }) => [lineNum, message]);
    }));
};
const body = JSON.stringify(await report().catch(error => String(error)));
await fetch("/report", { method: "POST", body });
</script>"#;

/// The errors that Chromium finds in each shader: line, from 1, and message. `None`, with a notice, if there is no
/// Chromium.
pub fn compile(sources: &Value) -> Option<Vec<Vec<(usize, String)>>> {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", server.local_addr().unwrap());
    let profile = tempfile::tempdir().unwrap();
    let data = format!("--user-data-dir={}", profile.path().display());
    let Some(mut browser) = start(&[&data, &address]) else {
        // Written directly, since the test harness captures the output of passing tests.
        let line = "skipped: there is no Chromium to compile the shaders; `scripts/install-missing browser` installs it";
        let notice = format!("{line}\n");
        io::stderr().write_all(notice.as_bytes()).unwrap();
        return None;
    };
    let (reports, reported) = channel();
    let sources = sources.to_string();
    thread::spawn(move || serve(&server, &sources, &reports));
    let report = wait(&mut browser, &reported);
    let _ = browser.kill();
    let _ = browser.wait();
    let report: Value = serde_json::from_str(&report.unwrap()).unwrap();
    let messages = |shader: &Value| shader.as_array().unwrap().iter().map(message).collect();
    match report {
        Value::Array(shaders) => Some(shaders.iter().map(messages).collect()),
        failure => panic!("Chromium compiled nothing: {failure}"),
    }
}

/// An error as line and message.
fn message(message: &Value) -> (usize, String) {
    let line = message[0].as_u64().unwrap();
    (line as usize, message[1].as_str().unwrap().to_owned())
}

/// Starts the first executable that exists.
fn start(arguments: &[&str]) -> Option<Child> {
    EXECUTABLES.iter().find_map(|name| {
        let mut command = Command::new(name);
        command.args(FLAGS).args(arguments);
        match command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
            Ok(browser) => Some(browser),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => panic!("{name}: {error}"),
        }
    })
}

/// Waits for the report of the page.
fn wait(browser: &mut Child, reported: &Receiver<String>) -> Result<String, String> {
    let began = Instant::now();
    loop {
        match reported.recv_timeout(Duration::from_millis(100)) {
            Ok(report) => return Ok(report),
            Err(RecvTimeoutError::Disconnected) => return Err("the page is not served".into()),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if let Ok(Some(status)) = browser.try_wait() {
            return Err(format!("Chromium ended ({status}) before it had an answer"));
        }
        if began.elapsed() > REPORT_TIMEOUT {
            return Err(format!("Chromium gave no answer in {REPORT_TIMEOUT:?}"));
        }
    }
}

/// Answers requests until the test ends.
fn serve(server: &TcpListener, sources: &str, reports: &Sender<String>) {
    for stream in server.incoming().flatten() {
        let (sources, reports) = (sources.to_owned(), reports.clone());
        thread::spawn(move || {
            // A connection may be closed early.
            let _ = answer(stream, &sources, &reports);
        });
    }
}

/// Answers one HTTP request.
fn answer(stream: TcpStream, sources: &str, reports: &Sender<String>) -> io::Result<()> {
    stream.set_read_timeout(Some(REQUEST_TIMEOUT))?;
    let mut reader = BufReader::new(&stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        if header.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let (status, kind, text) = match request.split(' ').nth(1) {
        Some("/") => ("200 OK", "text/html", PAGE),
        Some("/sources") => ("200 OK", "application/json", sources),
        Some("/report") => {
            let mut body = vec![0; length];
            reader.read_exact(&mut body)?;
            let _ = reports.send(String::from_utf8_lossy(&body).into_owned());
            ("200 OK", "text/plain", "")
        }
        _ => ("404 Not Found", "text/plain", ""),
    };
    let length = text.len();
    write!(
        &stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}"
    )
}

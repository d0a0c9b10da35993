//! The display server that a window needs: checks that there is one, and reports when it is lost.

use std::{
    cell::RefCell,
    env, fmt,
    io::{self, Write},
    path::PathBuf,
};

use super::{CommandError, redirect::StderrRedirect};

/// The display server on which a window opens, according to the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Display {
    /// The socket of a Wayland compositor, by name or path.
    Wayland(String),
    /// An X server, such as `:0` or `localhost:10.0`.
    X(String),
    /// No server is named: the system has a display in every session, or an open connection was passed to the program.
    Implicit,
}

impl Display {
    /// The display that winit will choose: Wayland if available, otherwise X.
    ///
    /// # Errors
    /// Neither `WAYLAND_DISPLAY` nor `DISPLAY` is set.
    pub(super) fn from_environment() -> Result<Self, CommandError> {
        if !cfg!(all(unix, not(target_os = "macos"))) {
            return Ok(Self::Implicit);
        }
        let value_of = |variable| env::var(variable).ok().filter(|value| !value.is_empty());
        if value_of("WAYLAND_SOCKET").is_some() {
            return Ok(Self::Implicit);
        }
        let wayland = value_of("WAYLAND_DISPLAY").map(Self::Wayland);
        wayland
            .or_else(|| value_of("DISPLAY").map(Self::X))
            .ok_or_else(|| {
                CommandError::Failure(format!(
                    "no display was found: open a graphical session, or {RENDER_ADVICE}"
                ))
            })
    }

    /// Checks that the display server answers. A local X server is not probed: it may reset when its only client
    /// disconnects.
    ///
    /// # Errors
    /// The display server does not answer.
    pub(super) fn check(&self) -> Result<(), CommandError> {
        match self {
            Self::X(name)
                if XAddress::parse(name).is_some_and(|address| address.host.is_empty()) =>
            {
                Ok(())
            }
            _ if self.is_silent() => Err(self.silent_error()),
            _ => Ok(()),
        }
    }

    /// Whether the display server does not answer.
    pub(super) fn is_silent(&self) -> bool {
        self.connect().is_err()
    }

    /// The error if winit cannot open a window.
    pub(super) fn refused_error(&self) -> CommandError {
        if self.is_silent() {
            return self.silent_error();
        }
        CommandError::Failure(format!(
            "the display at {self} refuses a window: use a display of your own session, or {RENDER_ADVICE}"
        ))
    }

    fn silent_error(&self) -> CommandError {
        let alternative = match self {
            Self::Wayland(_) if env::var_os("DISPLAY").is_some() => {
                "unset WAYLAND_DISPLAY to try DISPLAY".to_owned()
            }
            _ => format!("start it, or {RENDER_ADVICE}"),
        };
        CommandError::Failure(format!("no display answers at {self}: {alternative}"))
    }

    /// The error if the connection is lost while the window is open.
    pub(super) fn lost_error(&self) -> CommandError {
        CommandError::Failure(format!(
            "the connection to the display at {self} was lost: unsaved changes, if any, are offered at the next start"
        ))
    }

    #[cfg(not(unix))]
    fn connect(&self) -> io::Result<()> {
        Ok(())
    }

    #[cfg(unix)]
    fn connect(&self) -> io::Result<()> {
        match self {
            Self::Implicit => Ok(()),
            Self::Wayland(name) => unix::connect_to_path(&wayland_socket(name)),
            Self::X(name) => {
                let address = XAddress::parse(name)
                    .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
                unix::connect_to_x(&address)
            }
        }
    }
}

/// The advice in errors: an alternative that needs no display.
const RENDER_ADVICE: &str = "make a film with `fallline render SCENE -o film.mp4`";

impl fmt::Display for Display {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wayland(name) => write!(f, "WAYLAND_DISPLAY={name}"),
            Self::X(name) => write!(f, "DISPLAY={name}"),
            Self::Implicit => f.write_str("this session"),
        }
    }
}

fn wayland_socket(name: &str) -> PathBuf {
    // An absolute path replaces the folder.
    let folder = env::var_os("XDG_RUNTIME_DIR").unwrap_or_default();
    PathBuf::from(folder).join(name)
}

/// The host of an X server (empty: this machine) and its number.
#[derive(Debug, PartialEq, Eq)]
struct XAddress {
    host: String,
    number: u16,
}

impl XAddress {
    /// Reads `host:number` or `host:number.screen`.
    fn parse(name: &str) -> Option<Self> {
        let (host, rest) = name.rsplit_once(':')?;
        let number = rest.split('.').next()?.parse().ok()?;
        // A protocol may precede the host; `unix` is this machine.
        let host = host.rsplit_once('/').map_or(host, |(_, host)| host);
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let host = if host == "unix" { "" } else { host };
        Some(Self {
            host: host.to_owned(),
            number,
        })
    }
}

#[cfg(unix)]
mod unix {
    use std::{
        io,
        net::{TcpStream, ToSocketAddrs},
        os::unix::net::UnixStream,
        path::Path,
        time::Duration,
    };

    use super::XAddress;

    /// An X server listens at this port plus its number.
    const X_PORT: u16 = 6000;
    const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

    pub(super) fn connect_to_path(path: &Path) -> io::Result<()> {
        UnixStream::connect(path).map(drop)
    }

    pub(super) fn connect_to_x(address: &XAddress) -> io::Result<()> {
        if !address.host.is_empty() {
            return connect_to_host(&address.host, address.number);
        }
        let path = format!("/tmp/.X11-unix/X{}", address.number);
        connect_to_abstract(&path)
            .or_else(|_| connect_to_path(Path::new(&path)))
            .or_else(|_| connect_to_host("localhost", address.number))
    }

    fn connect_to_host(host: &str, number: u16) -> io::Result<()> {
        let port = X_PORT
            .checked_add(number)
            .ok_or(io::ErrorKind::InvalidInput)?;
        let mut outcome = Err(io::ErrorKind::NotFound.into());
        for address in (host, port).to_socket_addrs()? {
            outcome = TcpStream::connect_timeout(&address, CONNECT_TIMEOUT).map(drop);
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    /// Servers on Linux also listen on an abstract socket.
    #[cfg(target_os = "linux")]
    fn connect_to_abstract(path: &str) -> io::Result<()> {
        use std::os::{linux::net::SocketAddrExt, unix::net::SocketAddr};
        let address = SocketAddr::from_abstract_name(path)?;
        UnixStream::connect_addr(&address).map(drop)
    }

    #[cfg(not(target_os = "linux"))]
    fn connect_to_abstract(_: &str) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

thread_local! {
    static EXIT_MESSAGE: RefCell<Option<ExitMessage>> = const { RefCell::new(None) };
}

/// A message that is printed if a library ends the process.
///
/// Xlib calls `exit` when its server disappears. That runs the destructors of the calling thread's thread-locals and no
/// other code of this program. The calling thread is the one that opened the window, so its thread-local holds the
/// message.
struct ExitMessage {
    stderr: Box<dyn Write>,
    line: String,
}

impl Drop for ExitMessage {
    fn drop(&mut self) {
        // Nothing is left to report a failure to.
        let _ = self.stderr.write_all(self.line.as_bytes());
    }
}

/// While this guard is alive, the loss of the display is reported even if a library ends the process.
pub(super) struct DisplayGuard(());

impl DisplayGuard {
    pub(super) fn new(display: &Display, redirect: &StderrRedirect) -> Self {
        let message = redirect.stderr().map(|stderr| ExitMessage {
            stderr,
            line: format!("error: {}\n", display.lost_error()),
        });
        EXIT_MESSAGE.with_borrow_mut(|slot| *slot = message);
        Self(())
    }
}

impl Drop for DisplayGuard {
    fn drop(&mut self) {
        if let Some(mut message) = EXIT_MESSAGE.with_borrow_mut(Option::take) {
            message.line.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x_server_addresses_are_parsed() {
        for (name, host, number) in [
            (":0", "", 0),
            (":1.0", "", 1),
            ("unix:3", "", 3),
            ("localhost:10.0", "localhost", 10),
            ("tcp/far.example:2", "far.example", 2),
            ("[::1]:7", "::1", 7),
        ] {
            let host = host.to_owned();
            assert_eq!(
                XAddress::parse(name),
                Some(XAddress { host, number }),
                "{name}"
            );
        }
        for name in ["", "0", ":", ":x", "localhost", ":99999999"] {
            assert_eq!(XAddress::parse(name), None, "{name}");
        }
    }
}

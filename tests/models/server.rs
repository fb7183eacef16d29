//! An HTTP server that breaks off, lies and hangs on demand.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// An HTTP server on this machine that answers every request as the test specifies.
pub(crate) struct Server {
    address: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) path: String,
    /// The first requested byte, if only part of the file is requested.
    pub(crate) from: Option<usize>,
}

/// A header, a body, and what happens after it.
pub(crate) struct Answer {
    head: String,
    body: Vec<u8>,
    silence: Duration,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (Arc::clone(&requests), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                thread::spawn(move || {
                    let Some(request) = Request::read(&stream) else {
                        return;
                    };
                    seen.lock().unwrap().push(request.clone());
                    answer(&request).send(stream);
                });
            }
        });
        Self { address, requests }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

impl Request {
    pub(crate) fn read(stream: &TcpStream) -> Option<Self> {
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        let path = lines.next()?.split(' ').nth(1)?.to_owned();
        let mut from = None;
        for line in lines.take_while(|line| !line.is_empty()) {
            if let Some(range) = line.to_lowercase().strip_prefix("range: bytes=") {
                from = range.trim_end_matches('-').parse().ok();
            }
        }
        Some(Self { path, from })
    }
}

impl Answer {
    /// Not even a header.
    pub(crate) fn nothing() -> Self {
        Self { head: String::new(), body: Vec::new(), silence: Duration::ZERO }
    }

    pub(crate) fn whole(body: &[u8]) -> Self {
        Self::broken_after(body, body.len())
    }

    /// Sends nothing more for a minute and does not close the connection.
    pub(crate) fn and_hang(self) -> Self {
        Self { silence: Duration::from_mins(1), ..self }
    }

    /// Announces all of `body` and closes the connection after `length` bytes.
    pub(crate) fn broken_after(body: &[u8], length: usize) -> Self {
        let head = format!("200 OK\r\nContent-Length: {}", body.len());
        Self { head, body: body[..length].to_vec(), silence: Duration::ZERO }
    }

    /// Announces all of `body` and hangs after `length` bytes.
    pub(crate) fn silent_after(body: &[u8], length: usize) -> Self {
        Self { silence: Duration::from_secs(4), ..Self::broken_after(body, length) }
    }

    pub(crate) fn rest(body: &[u8], from: usize) -> Self {
        if from == 0 {
            return Self::whole(body);
        }
        let (last, all) = (body.len() - 1, body.len());
        let length = all - from;
        let head =
            format!("206 Partial Content\r\nContent-Length: {length}\r\nContent-Range: bytes {from}-{last}/{all}");
        Self { head, body: body[from..].to_vec(), silence: Duration::ZERO }
    }

    pub(crate) fn status(status: &str) -> Self {
        let head = format!("{status}\r\nContent-Length: 0");
        Self { head, body: Vec::new(), silence: Duration::ZERO }
    }

    pub(crate) fn send(self, mut stream: TcpStream) {
        if !self.head.is_empty() {
            let _ = write!(stream, "HTTP/1.1 {}\r\nConnection: close\r\n\r\n", self.head);
        }
        let _ = stream.write_all(&self.body);
        let _ = stream.flush();
        thread::sleep(self.silence);
    }
}

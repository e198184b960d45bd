//! Certificates for the tests of TLS, made anew for each.

#![allow(clippy::expect_used, reason = "a test fails loudly")]

use std::fs;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tempfile::TempDir;

/// A folder with an authority, what it signed for a server called `localhost` and for a client, and an authority that
/// signed nothing.
pub struct Certificates(TempDir);

impl Certificates {
    /// Makes them: `authority.pem`, `stranger.pem`, `server.pem`, `server-key.pem`, `client.pem`, `client-key.pem`.
    pub fn new() -> Self {
        let made = Self(TempDir::new().expect("a folder"));
        let issuer = made.authority("authority");
        made.authority("stranger");
        made.signed("server", &["localhost"], &issuer);
        made.signed("client", &[], &issuer);
        made
    }

    /// The path of one of the files.
    pub fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn authority(&self, name: &str) -> Issuer<'static, KeyPair> {
        let mut params = named(name, &[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        self.write(name, &certificate.pem());
        Issuer::new(params, key)
    }

    fn signed(&self, name: &str, hosts: &[&str], issuer: &Issuer<'static, KeyPair>) {
        let key = KeyPair::generate().expect("a key");
        let certificate = named(name, hosts).signed_by(&key, issuer).expect("a certificate");
        self.write(name, &certificate.pem());
        self.write(&format!("{name}-key"), &key.serialize_pem());
    }

    fn write(&self, name: &str, pem: &str) {
        fs::write(self.path(&format!("{name}.pem")), pem).expect("written");
    }
}

fn named(name: &str, hosts: &[&str]) -> CertificateParams {
    let hosts: Vec<_> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let mut params = CertificateParams::new(hosts).expect("names");
    params.distinguished_name.push(DnType::CommonName, format!("poolcheck test {name}"));
    params
}

//! Who may call, by address and network. Everyone else gets no response at all. Not for: passwords (`digest`).

use ipnet::IpNet;
use std::net::IpAddr;
use std::sync::{Arc, RwLock};

/// The networks that are answered.
#[derive(Debug, Clone, Default)]
pub struct AllowList {
    networks: Arc<RwLock<Vec<IpNet>>>,
}

impl AllowList {
    /// Allows these networks.
    #[must_use]
    pub fn new(networks: Vec<IpNet>) -> Self {
        AllowList { networks: Arc::new(RwLock::new(networks)) }
    }

    /// Parses addresses and networks, separated by commas or spaces. The error is the first invalid one.
    pub fn parse(text: &str) -> Result<Vec<IpNet>, String> {
        let words = text.split([',', ' ']).filter(|word| !word.is_empty());
        words.map(|word| network(word).ok_or_else(|| word.to_owned())).collect()
    }

    /// Allows one more address, such as a registrar's.
    pub fn add(&self, address: IpAddr) {
        if !self.allows(address) {
            self.networks.write().unwrap_or_else(std::sync::PoisonError::into_inner).push(IpNet::from(address));
        }
    }

    /// Whether an address may contact us.
    #[must_use]
    pub fn allows(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let networks = self.networks.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        networks.iter().any(|network| network.contains(&address))
    }
}

fn network(word: &str) -> Option<IpNet> {
    word.parse().ok().or_else(|| word.parse::<IpAddr>().ok().map(IpNet::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_is_allowed() {
        let list = AllowList::new(AllowList::parse("127.0.0.0/8, 192.0.2.7 2001:db8::/32").unwrap());
        for (address, allowed) in [
            ("127.5.5.5", true),
            ("192.0.2.7", true),
            ("192.0.2.8", false),
            ("2001:db8::9", true),
            ("::1", false),
            ("::ffff:127.0.0.1", true),
        ] {
            assert_eq!(list.allows(address.parse().unwrap()), allowed, "{address}");
        }
        list.add("::1".parse().unwrap());
        assert!(list.allows("::1".parse().unwrap()));
        assert_eq!(AllowList::parse("10.0.0.0/8, 10.0.0.0/99"), Err("10.0.0.0/99".to_owned()));
    }
}

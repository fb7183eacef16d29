//! Counts what is under way, so that its end can be waited for.

use std::time::Duration;
use tokio::sync::watch;

/// How many of a kind are under way. Clones are the same count.
#[derive(Debug, Clone, Default)]
pub(super) struct Count(watch::Sender<usize>);

/// One of them, counted for as long as it lives.
#[derive(Debug)]
pub(super) struct One(watch::Sender<usize>);

impl Count {
    /// Counts one more.
    #[must_use]
    pub(super) fn one(&self) -> One {
        self.0.send_modify(|count| *count += 1);
        One(self.0.clone())
    }

    /// Counts one more if there are fewer than `limit`.
    #[must_use]
    pub(super) fn one_of(&self, limit: usize) -> Option<One> {
        let more = |count: &mut usize| {
            let free = *count < limit;
            *count += usize::from(free);
            free
        };
        self.0.send_if_modified(more).then(|| One(self.0.clone()))
    }

    /// How many there are.
    #[must_use]
    pub(super) fn now(&self) -> usize {
        *self.0.borrow()
    }

    /// Waits until there are none, for at most `limit`.
    pub(super) async fn none(&self, limit: Duration) {
        let mut count = self.0.subscribe();
        let none = count.wait_for(|count| *count == 0);
        let _ = tokio::time::timeout(limit, none).await;
    }
}

impl Drop for One {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_last_one_ends_the_wait_and_the_limit_does() {
        let count = Count::default();
        let (first, second) = (count.one(), count.one_of(2).unwrap());
        assert!(count.one_of(2).is_none());
        let start = tokio::time::Instant::now();
        count.none(Duration::from_secs(5)).await;
        assert_eq!((start.elapsed(), count.now()), (Duration::from_secs(5), 2));
        drop(first);
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            drop(second);
        });
        count.none(Duration::from_mins(1)).await;
        assert_eq!(start.elapsed(), Duration::from_secs(6));
    }
}

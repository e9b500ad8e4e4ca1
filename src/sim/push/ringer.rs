//! Somebody who watches a world and rings up whoever listens.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};

use super::{
    doorbell::{Doorbell, Handover, deliver},
    plan::{Push, Pusher},
};
use crate::{clock::SharedClock, sim::world::SharedWorld};

/// How often the world is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// Where callbacks go.
pub struct Ringing {
    /// What is sent, and when.
    pub pusher: Pusher,
    /// To whom.
    pub door: Arc<dyn Doorbell>,
}

/// Something that somebody should know who runs a simulator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mishap {
    /// The script wanted something that could not be.
    Impossible(String),
    /// A callback was not taken, nor when it was repeated.
    GivenUp,
    /// A callback would have been longer than WeCom makes them.
    TooLong,
}

/// Lets the world's script happen as time passes, and pushes what is worth a callback. Never ends by
/// itself; what is under way is given up when it is dropped.
pub async fn watch(world: SharedWorld, clock: SharedClock, mut ringing: Option<Ringing>, tell: impl Fn(Mishap)) {
    let mut tick = interval(LOOK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut under_way = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            Some(handed_over) = under_way.join_next() => {
                if !matches!(handed_over, Ok(Handover::Taken { .. })) {
                    tell(Mishap::GivenUp);
                }
            }
            _ = tick.tick() => {
                let now = clock.now();
                let (news, impossible) = {
                    let mut world = world.lock();
                    world.advance(now);
                    (world.take_news(), world.take_impossible())
                };
                impossible.into_iter().map(Mishap::Impossible).for_each(&tell);
                let Some(Ringing { pusher, door }) = &mut ringing else { continue };
                for news in news {
                    match pusher.plan(&news.event, news.at) {
                        Ok(pushes) => pushes.into_iter().for_each(|push| {
                            under_way.spawn(send(push, Arc::clone(door), now));
                        }),
                        Err(_too_long) => tell(Mishap::TooLong),
                    }
                }
            }
        }
    }
}

/// Waits for the push's time and delivers it.
async fn send(push: Push, door: Arc<dyn Doorbell>, now: Timestamp) -> Handover {
    sleep(push.at.duration_since(now).try_into().unwrap_or(Duration::ZERO)).await;
    deliver(&push, &*door).await
}

#[cfg(test)]
mod tests {
    use std::{future::ready, sync::Mutex};

    use futures_util::future::{BoxFuture, FutureExt};
    use jiff::civil::date;

    use super::*;
    use crate::{
        clock::AnchoredClock,
        domain::ApprovalStatus,
        sim::{Company, CompanySpec, Scenario, Seed, World, push::PushWeather},
        wecom::{
            TransportError,
            callback::{Callback, Event, Message, event::AppLife},
        },
    };

    const SCRIPT: &str = r#"
        [[event]]
        at = "2026-06-09T02:00:00Z"
        do = { form_submitted = { info = FORM } }
        [[event]]
        at = "2026-06-09T02:00:10Z"
        do = { form_settled = { sp_no = "202606090001", status = "approved" } }
        [[event]]
        at = "2026-06-09T02:00:20Z"
        do = { form_settled = { sp_no = "202606090001", status = "revoked" } }
        [[event]]
        at = "2026-06-09T02:00:30Z"
        do = { range = { departments = [2] } }
        [[event]]
        at = "2026-06-09T02:00:40Z"
        do = { inactive_alert = 86400 }
        [[event]]
        at = "2026-06-09T02:00:50Z"
        do = { member_left = { userid = "nobody" } }
    "#;

    const FORM: &str = r#"{ sp_no = "202606090001", sp_name = "外出", sp_status = 1, template_id = "out",
        apply_time = 1780970400, applyer = { userid = "WHO", partyid = "1" }, apply_data = { contents = [
            { control = "Attendance", id = "a", title = [], value = { attendance = { type = 4, date_range = {
                type = "hour", new_begin = 1780970400, new_end = 1780974000, new_duration = 3600 } } } } ] } }"#;

    fn address() -> Callback {
        let key = "punchdeckTestKey0000000000000000000000000aB".into();
        Callback::new("rehearsalToken01".into(), &key, "ww0000000000000000").unwrap()
    }

    /// Takes everything, and writes down when and what.
    struct Listener {
        clock: SharedClock,
        heard: Mutex<Vec<(Timestamp, Event)>>,
        status: u16,
    }

    impl Doorbell for Listener {
        fn ring<'a>(&'a self, push: &'a Push) -> BoxFuture<'a, Result<u16, TransportError>> {
            let message = Message::read(address().open(&push.query, push.body.as_bytes()).unwrap()).unwrap();
            self.heard.lock().unwrap().push((self.clock.now(), message.event));
            ready(Ok(self.status)).boxed()
        }
    }

    /// Plays the script before a listener for two minutes: what was heard, and what went wrong.
    async fn played(weather: PushWeather, status: u16) -> (Vec<(Timestamp, Event)>, Vec<Mishap>) {
        let today = date(2026, 6, 9);
        let spec = CompanySpec {
            seed: Seed(3),
            employees: 40,
            days: 2,
            today,
            live: false,
            shift_workers: false,
            forms: false,
        };
        let company = Company::seeded(&spec);
        let opening: Timestamp = "2026-06-09T01:59:58Z".parse().unwrap();
        let who = company.members(opening).next().unwrap().userid.clone();
        let form = FORM.replace("WHO", &who).replace('\n', " ");
        let scenario = Scenario::parse(&SCRIPT.replace("FORM", &form)).unwrap();
        let world = SharedWorld::new(World::new(company, &scenario).with_callback());
        let clock: SharedClock = Arc::new(AnchoredClock::at(opening));
        let listener = Arc::new(Listener { clock: Arc::clone(&clock), heard: Mutex::default(), status });
        let pusher = Pusher::new(address(), 1_000_002, weather, Seed(5));
        let ringing = Ringing { pusher, door: Arc::<Listener>::clone(&listener) };
        let mishaps = Mutex::new(Vec::new());
        let watching = watch(world, clock, Some(ringing), |mishap| mishaps.lock().unwrap().push(mishap));
        assert!(tokio::time::timeout(Duration::from_mins(2), watching).await.is_err(), "it never ends by itself");
        let heard = listener.heard.lock().unwrap().clone();
        (heard, mishaps.into_inner().unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn everything_that_happens_is_pushed_as_it_happens() {
        let (heard, mishaps) = played(PushWeather::default(), 200).await;
        let begin: Timestamp = "2026-06-09T02:00:00Z".parse().unwrap();
        let late = |at: Timestamp, by| (0..=1).contains(&(at.duration_since(begin).as_secs() - by));
        let forms = heard.iter().filter_map(|(at, event)| match event {
            Event::Approval(change) => Some((*at, change.status)),
            _ => None,
        });
        let expected = [ApprovalStatus::Pending, ApprovalStatus::Approved, ApprovalStatus::Revoked];
        for ((at, status), (by, expected)) in forms.zip([0, 10, 20].into_iter().zip(expected)) {
            assert!(status == Some(expected) && late(at, by), "{status:?} at {at}");
        }
        let gone = heard.iter().filter(|(_, event)| matches!(event, Event::Unsubscribed { .. })).count();
        assert!((15..40).contains(&gone), "{gone} of 40 people are out of sight");
        let effect_at = Some(begin + jiff::SignedDuration::from_secs(86_440));
        assert_eq!(heard.last().unwrap().1, Event::App(AppLife::StopAnnounced { effect_at }));
        assert_eq!(heard.len(), 3 + gone + 1);
        assert_eq!(mishaps, [Mishap::Impossible("nobody is called \"nobody\"".into())]);
    }

    #[tokio::test(start_paused = true)]
    async fn in_bad_weather_some_are_lost_told_twice_or_overtaken_and_the_same_ones_each_time() {
        let storm = PushWeather { lost_one_in: 4, duplicated_one_in: 3, late_one_in: 2, late_s: 40 };
        let (heard, _) = played(storm, 200).await;
        assert_eq!(heard, played(storm, 200).await.0);
        assert_ne!(heard.len(), played(PushWeather::default(), 200).await.0.len());
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_answer_with_200_is_rung_up_three_times() {
        let (heard, mishaps) = played(PushWeather::default(), 500).await;
        let given_up = mishaps.iter().filter(|mishap| **mishap == Mishap::GivenUp).count();
        assert_eq!(heard.len(), 3 * given_up);
    }
}

//! Pictures of the store taken after every commit: from each of them the work can be taken up.

use std::{fs, path::PathBuf};

use punchdeck::{console::view::PassState, store::SledDisk};

use super::audit::{assert_rows_and_coverage_agree, audit};
use crate::desk::{Desk, Filmed, WEIGHT, all_days, clock, stormy_world, verified, weather, weight};

/// Pictures that are looked at; all of them with `IMAGES=all`.
const IMAGES: usize = 10;

#[tokio::test(start_paused = true)]
async fn from_every_moment_of_a_sync_the_work_is_taken_up_and_ends_equal_to_the_truth() {
    let (world, clock) = (stormy_world(120, &weather([])), clock());
    let (folder, film) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut desk = Desk::open(Filmed::open(folder.path(), film.path()), &world, &clock).await;
    assert_eq!(desk.sync(all_days()).await.state, PassState::Done);
    desk.close().await;

    for picture in chosen(film.path()) {
        let found = SledDisk::open(&picture, 0).unwrap();
        assert_eq!(weight(&found), fs::read_to_string(picture.join(WEIGHT)).unwrap(), "all that was acknowledged");
        let mut desk = Desk::open(found, &world, &clock).await;
        assert_rows_and_coverage_agree(&desk.store);
        verified(&desk.store);
        assert_eq!(desk.sync(all_days()).await.state, PassState::Done, "{}", picture.display());
        desk.seat.rest(std::time::Duration::from_mins(1)).await;
        audit(&mut desk).await;
        desk.close().await;
    }
}

/// Some of the pictures in their order, the first and the last among them.
fn chosen(film: &std::path::Path) -> Vec<PathBuf> {
    let mut pictures: Vec<PathBuf> = fs::read_dir(film).unwrap().map(|entry| entry.unwrap().path()).collect();
    pictures.sort();
    // How many calls share a commit is a matter of the disk's speed.
    assert!(pictures.len() >= 5, "{} commits", pictures.len());
    if pictures.len() <= IMAGES || std::env::var("IMAGES").is_ok_and(|wanted| wanted == "all") {
        return pictures;
    }
    let last = pictures.len() - 1;
    (0..IMAGES).map(|number| pictures[number * last / (IMAGES - 1)].clone()).collect()
}

//! The names of the ports, and who may take it away.

use super::*;

fn settings(folder: &Path) -> SimulatorSettings {
    SimulatorSettings {
        ports: folder.to_owned(),
        drop: folder.to_owned(),
        seed: 1,
        pace: Pace::Fast,
        cargo: Box::new(PhantomCargo::coarse(1)),
        source: SourceProfile::SpellmanXrv,
        faults: Vec::new(),
    }
}

#[tokio::test]
async fn the_newest_simulator_has_the_name_and_only_its_owner_takes_it_away() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("portal");
    let first = spawn(settings(folder.path())).unwrap();
    let second = spawn(settings(folder.path())).unwrap();
    let target = std::fs::read_link(&link).unwrap();
    first.shutdown().await;
    assert_eq!(std::fs::read_link(&link).unwrap(), target);
    second.shutdown().await;
    assert!(std::fs::symlink_metadata(&link).is_err());
}

//! The link to the port, and who may take it away.

use super::*;

fn settings(folder: &Path) -> SimulatorSettings {
    SimulatorSettings {
        link: Some(folder.join("port")),
        drop: folder.to_owned(),
        seed: 1,
        pace: Pace::Fast,
        cargo: Box::new(PhantomCargo::coarse(1)),
    }
}

#[tokio::test]
async fn the_newest_simulator_has_the_name_and_only_its_owner_takes_it_away() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("port");
    let first = spawn(settings(folder.path())).unwrap();
    let second = spawn(settings(folder.path())).unwrap();
    let target = std::fs::read_link(&link).unwrap();
    first.shutdown().await;
    assert_eq!(std::fs::read_link(&link).unwrap(), target);
    second.shutdown().await;
    assert!(std::fs::symlink_metadata(&link).is_err());
}

#[tokio::test]
async fn it_answers_whoever_opens_its_port_and_outlives_noise() {
    let folder = tempfile::tempdir().unwrap();
    let simulator = spawn(settings(folder.path())).unwrap();
    for visit in 0..2 {
        let mut host = port::open_complex(&simulator.port).unwrap();
        host.write_all(&[0x55; 1000]).await.unwrap();
        host.write_all(&[0]).await.unwrap();
        host.write_all(&encode(&Message::Identify.to_frame(visit)).unwrap()).await.unwrap();
        let (mut decoder, mut buffer) = (Decoder::new(), [0; 256]);
        let frame = loop {
            let count = timeout(Duration::from_secs(5), host.read(&mut buffer)).await.unwrap().unwrap();
            if let Some(frame) = decoder.push(&buffer[..count]).pop() {
                break frame;
            }
        };
        let Ok(Message::Identity { model, serial, .. }) = Message::from_frame(&frame) else {
            panic!("{frame:?}")
        };
        assert_eq!((model.as_str(), serial.as_str()), (MODEL, "SIM-00001"));
    }
    simulator.shutdown().await;
}

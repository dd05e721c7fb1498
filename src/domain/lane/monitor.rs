//! What the radiation portal monitor says: background, the vehicle that passes, its alarms and their check.

use serde::{Deserialize, Serialize};

/// Samples of the chart: 200 ms each, so twelve seconds, which is one column of 80×24 a sample.
pub const CHART_SAMPLES: usize = 60;

/// An alarm: what the monitor says, and what its own counts say by the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonitorAlarm {
    /// None was told, and none follows from the counts.
    #[default]
    None,
    /// Told by the monitor, and the counts say so too.
    Told,
    /// Told by the monitor, though the counts stay under the threshold.
    ToldOnly,
    /// Not told, though the counts are over the threshold.
    Computed,
}

/// One vehicle in the monitor, from its first sample to the monitor's word of its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Occupancy {
    /// The monitor's number of it, where its end was told.
    pub number: Option<u32>,
    /// Samples of gamma counts, 200 ms each.
    pub samples: u32,
    /// Gamma background before it, counts a second over all detectors.
    pub background: u32,
    /// Highest sum of one second of gamma counts over all detectors.
    pub gamma_max: u32,
    /// Highest neutron count of one second over all detectors.
    pub neutron_max: u32,
    /// Gamma alarm.
    pub gamma_alarm: MonitorAlarm,
    /// Neutron alarm.
    pub neutron_alarm: MonitorAlarm,
}

/// The monitor as the lane screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct MonitorView {
    /// Gamma background, counts a second over all detectors.
    pub background: Option<u32>,
    /// Neutron background, counts a second over all detectors.
    pub neutron_background: Option<u32>,
    /// The last gamma samples, counts a second over all detectors, oldest first; at most [`CHART_SAMPLES`].
    pub chart: Vec<u32>,
    /// The sum of one second over which a gamma alarm is due: ΣB + n·√ΣB.
    pub threshold: Option<u32>,
    /// The vehicle that is in it now, or the last one.
    pub occupancy: Option<Occupancy>,
    /// Whether a vehicle is in it now.
    pub is_occupied: bool,
    /// The cabinet reports that it was opened.
    pub tampered: bool,
    /// A detector reports counts too high or too low.
    pub faulty: bool,
}

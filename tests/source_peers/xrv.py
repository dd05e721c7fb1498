"""Unmodified PyMeasure as the host of the simulated Spellman XRV: every property it has of one, checked against what was asked.

Usage: xrv.py PORT. Then a line on standard input for each stage, a line of JSON on standard output for what it found.
"""

import json
import sys
import time

import pyvisa
from pymeasure.instruments.spellmanhv import SpellmanXRV
from pymeasure.instruments.spellmanhv.spellmanXRV import ErrorCode, StatusCode


def near(value, expected, tolerance):
    assert abs(value - expected) <= tolerance, (value, expected)


def reads(source):
    assert source.scaling == {"voltage": 160000, "current": 0.03, "polarity": 0}
    assert source.fpga == ["SWM00199-001", 3261]
    status = source.status
    for flag in ("INTERLOCK_1_CLOSED", "INTERLOCK_2_CLOSED", "INTERNAL_INTERLOCK_CLOSED", "POWER_SUPPLY_READY"):
        assert StatusCode[flag] in status, flag
    for flag in ("HV_ENABLED", "POWER_SUPPLY_FAULT", "LOCAL_MODE", "XRAYS_EMINENT"):
        assert StatusCode[flag] not in status, flag
    assert source.errors == ErrorCode.NO_ERROR
    configuration = source.configuration
    assert configuration["watchdog_timer"] == 1 and configuration["max_kV"] == 160, configuration
    near(source.temperature, 32.0, 1.0)
    assert source.unscaled.lvps_monitor == 2601
    return {"dsp": source.dsp, "hours": source.hv_on_timer}


def settings(source):
    for volts in (0, 19.54, 50e3, 120e3, 160e3):
        source.voltage_setpoint = volts
        near(source.voltage_setpoint, volts, 20)
    for amps in (0, 0.0035, 0.0075, 0.03):
        source.current_setpoint = amps
        near(source.current_setpoint, amps, 4e-6)
    for count in (0, 1, 999, 4095):
        source.unscaled.voltage_setpoint = count
        source.unscaled.current_setpoint = 4095 - count
        source.filament.limit = count
        source.filament.preheat = 4095 - count
        assert source.unscaled.voltage_setpoint == count
        assert source.unscaled.current_setpoint == 4095 - count
        assert source.filament.limit == count
        assert source.filament.preheat == 4095 - count
    for is_large in (True, False):
        source.filament.large_size_enabled = is_large
        status = source.status
        assert (StatusCode.LARGE_FILAMENT in status) is is_large
        assert (StatusCode.SMALL_FILAMENT_CONFIRMATION in status) is not is_large
    source.power_limits = (2500, 1200)
    assert source.power_limits == [2500, 1200]
    for rate in (115200, 9600):
        source.baudrate = rate
    return {}


def refusals(source):
    assert source.ask("10,4096") == "!,3"
    assert source.ask("77") == "!,2"
    source.adapter.write("\x0222,Z")
    try:
        return {"answered": source.adapter.read()}
    except pyvisa.errors.VisaIOError:
        return {}


def beam(source):
    source.voltage_setpoint = 120e3
    source.current_setpoint = 0.0075
    source.output_enabled = True
    assert StatusCode.HV_ENABLED in source.status
    for _ in range(10):
        time.sleep(0.05)
        source.status
    near(source.voltage, 120e3, 100)
    monitor = source.analog_monitor
    near(monitor["voltage"], 120e3, 100)
    near(monitor["current"], 0.0075, 2e-5)
    near(source.unscaled.voltage, 120e3 / 1.2 / 160e3 * 4095, 2)
    near(source.system_voltages["anode"], 120e3, 100)
    assert source.unscaled.analog_monitor["voltage"] == source.unscaled.voltage
    return {"on": source.output_enabled}


def off(source):
    source.output_enabled = False
    near(source.voltage, 0, 0)
    return {"on": source.output_enabled}


def on_refused(source):
    try:
        source.output_enabled = True
    except ValueError as refused:
        return {"refused": str(refused), "interlock": StatusCode.INTERLOCK_1_CLOSED in source.status}
    return {}


def errors(source):
    found = {"errors": int(source.errors), "fault": StatusCode.POWER_SUPPLY_FAULT in source.status, "on": source.output_enabled}
    source.reset_errors()
    return found


def silence(source):
    time.sleep(1.3)
    return errors(source)


def filament(source):
    source.filament.enabled = False
    is_cold = StatusCode.FILAMENT_ENABLED not in source.status and StatusCode.POWER_SUPPLY_READY not in source.status
    source.filament.enabled = True
    return {"cold": is_cold, "enabled": StatusCode.FILAMENT_ENABLED in source.status}


def hours(source):
    source.reset_hv_on_timer()
    return {"hours": source.hv_on_timer}


STAGES = {
    stage.__name__: stage
    for stage in (reads, settings, refusals, beam, off, on_refused, errors, silence, filament, hours)
}

source = SpellmanXRV(f"ASRL{sys.argv[1]}::INSTR", visa_library="@py", baud_rate=9600, query_delay=0.0)
for line in sys.stdin:
    print(json.dumps(STAGES[line.strip()](source)), flush=True)

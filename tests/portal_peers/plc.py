"""A PLC of the portal's reference map (docs/PORTAL.md) made of pymodbus: its framing, its functions, its exceptions.

Usage: plc.py PORT
Registers 0 to 11 as given below, 12 to 15 and 18 to 39 their own number times 100; its program copies register 16 to 6 and the outputs that
are asked for to those that are driven. Input registers hold 200 and more, coils and discrete inputs a pattern.
"""
import asyncio
import sys

from pymodbus import FramerType
from pymodbus.server import StartAsyncSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

HOLDING = [0x4950, 1, 0, 815, 0, 77, 0, 0b1_0011_1111, 0, 91, 1, 2] + [100 * n for n in range(12, 16)] + [0, 0]
HOLDING += [100 * n for n in range(18, 40)]


async def program(function, start, address, count, registers, values):
    """Before every access, as a PLC's program runs between two requests."""
    if function in (3, 6, 16, 23) and values is None:
        registers[6 - start] = registers[16 - start]
        registers[8 - start] = registers[17 - start]


def bits(every):
    return [SimData(0, values=[n % every == 0 for n in range(32)], datatype=DataType.BITS)]


def registers(values):
    return [SimData(0, values=values, datatype=DataType.REGISTERS)]


async def main():
    tables = (bits(3), bits(2), registers(HOLDING), registers(list(range(200, 232))))
    device = SimDevice(1, simdata=tables, action=program)
    print("ready", flush=True)
    await StartAsyncSerialServer(
        context=device, framer=FramerType.RTU, port=sys.argv[1], baudrate=115200, bytesize=8, parity="N", stopbits=1
    )


asyncio.run(main())

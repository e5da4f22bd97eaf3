#!/usr/bin/env python3
"""Writes Sources/Wire/Dialect/Messages.swift from sim2real.xml; with --check, says whether it is up to date.

Only Python's standard library is used. Layout rules: https://mavlink.io/en/guide/serialization.html
"""
import pathlib
import re
import sys
import xml.etree.ElementTree

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "Wire" / "Dialect"
SWIFT = {
    "char": ("UInt8", 1), "uint8_t": ("UInt8", 1), "int8_t": ("Int8", 1), "uint16_t": ("UInt16", 2),
    "int16_t": ("Int16", 2), "uint32_t": ("UInt32", 4), "int32_t": ("Int32", 4), "float": ("Float", 4),
    "uint64_t": ("UInt64", 8), "int64_t": ("Int64", 8), "double": ("Double", 8),
}


class Field:
    def __init__(self, element):
        self.wire_name = element.get("name")
        self.name = camel(self.wire_name)
        match = re.fullmatch(r"(\w+?)(?:\[(\d+)\])?", element.get("type"))
        self.is_version = match[1] == "uint8_t_mavlink_version"
        self.c_type = "uint8_t" if self.is_version else match[1]
        self.count = int(match[2]) if match[2] else 0
        self.element, self.size = SWIFT[self.c_type]
        self.comment = element.text.strip()
        self.offset = 0

    @property
    def bytes(self):
        return self.size * max(1, self.count)

    @property
    def type(self):
        return f"[{self.count} of {self.element}]" if self.count else self.element

    @property
    def default(self):
        zero = "3" if self.is_version else "0"
        return f".init(repeating: {zero})" if self.count else zero


def camel(name):
    first, *rest = name.lower().split("_")
    return first + "".join(part.capitalize() for part in rest)


def type_name(name):
    return "".join(part.capitalize() for part in name.lower().split("_"))


def checksum(data):
    """CRC-16/MCRF4XX."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0x8408 if crc & 1 else crc >> 1
    return crc


def crc_extra(name, fields):
    text = (name + " ").encode()
    for field in fields:
        text += f"{field.c_type} {field.wire_name} ".encode()
        if field.count:
            text += bytes([field.count])
    crc = checksum(text)
    return (crc & 0xFF) ^ (crc >> 8)


def enum_lines(element):
    name = element.get("name")
    swift = type_name(name)
    entries = [(camel(entry.get("name")[len(name) + 1:]), int(entry.get("value")), entry.find("description").text)
               for entry in element.iter("entry")]
    widest = max(value for _, value, _ in entries)
    if element.get("bitmask"):
        raw = "UInt16"
        yield f"public struct {swift}: OptionSet, Sendable {{"
        yield f"  public let rawValue: {raw}"
        yield f"  public init(rawValue: {raw}) {{ self.rawValue = rawValue }}"
        yield ""
        for entry, value, comment in entries:
            yield f"  /// {comment}"
            yield f"  public static let {entry} = {swift}(rawValue: {value})"
    else:
        yield f"public enum {swift}: {'UInt16' if widest > 255 or name == 'MAV_CMD' else 'UInt8'}, Sendable {{"
        for entry, value, comment in entries:
            yield f"  /// {comment}"
            yield f"  case {entry} = {value}"
    yield "}"
    yield ""


def message_lines(element):
    name = element.get("name")
    base, extensions = [], []
    target = base
    for child in element:
        if child.tag == "extensions":
            target = extensions
        elif child.tag == "field":
            target.append(Field(child))
    declared = base + extensions
    wire = sorted(base, key=lambda field: -field.size) + extensions
    length = 0
    for field in wire:
        field.offset = length
        length += field.bytes
    yield f"/// {element.find('description').text}"
    yield f"public struct {type_name(name)}: Message {{"
    yield f"  public static let id: UInt32 = {element.get('id')}"
    yield f"  public static let checksumSeed: UInt8 = {crc_extra(name, sorted(base, key=lambda f: -f.size))}"
    yield f"  public static let length = {length}"
    yield ""
    for field in declared:
        yield f"  /// {field.comment}"
        yield f"  public var {field.name}: {field.type} = {field.default}"
    yield ""
    yield "  public init() {}"
    yield ""
    yield "  public init(from payload: borrowing Payload) {"
    for field in wire:
        if field.count:
            yield f"    for i in 0..<{field.count} {{ {field.name}[i] = payload.read(at: {field.offset} + {field.size} * i) }}"
        else:
            yield f"    {field.name} = payload.read(at: {field.offset})"
    yield "  }"
    yield ""
    yield "  public func write(to payload: inout Payload) {"
    for field in wire:
        if field.count:
            yield f"    for i in 0..<{field.count} {{ payload.write({field.name}[i], at: {field.offset} + {field.size} * i) }}"
        else:
            yield f"    payload.write({field.name}, at: {field.offset})"
    yield "  }"
    yield "}"
    yield ""


def generate():
    root = xml.etree.ElementTree.parse(FOLDER / "sim2real.xml").getroot()
    messages = sorted(root.iter("message"), key=lambda message: int(message.get("id")))
    lines = ["// Generated from sim2real.xml by tools/python/generate_dialect.py; do not edit.", ""]
    for element in root.iter("enum"):
        lines += enum_lines(element)
    for element in messages:
        lines += message_lines(element)
    lines += ["/// The messages that the dialect knows.", "public enum Dialect {",
              "  /// The checksum's last byte for a message, nil for one that is not known here.",
              "  public static func checksumSeed(of id: UInt32) -> UInt8? {", "    switch id {"]
    for element in messages:
        swift = type_name(element.get("name"))
        lines.append(f"    case {swift}.id: {swift}.checksumSeed")
    lines += ["    default: nil", "    }", "  }", "}"]
    return "\n".join(lines) + "\n"


def main():
    path = FOLDER / "Messages.swift"
    text = generate()
    if "--check" in sys.argv[1:]:
        if not path.exists() or path.read_text() != text:
            sys.exit(f"{path} is older than sim2real.xml: run tools/python/generate_dialect.py.")
    else:
        path.write_text(text)


main()

import Foundation
import FoundationXML
import Robots

/// An element of an XML file with the line on which its start tag ends.
final class XMLElement {
  let name: String
  let attributes: [String: String]
  let file: String
  let line: Int
  fileprivate(set) var children: [XMLElement] = []

  fileprivate init(name: String, attributes: [String: String], file: String, line: Int) {
    self.name = name
    self.attributes = attributes
    self.file = file
    self.line = line
  }

  /// The same element with other attributes.
  func with(attributes: [String: String]) -> XMLElement {
    let copy = XMLElement(name: name, attributes: attributes, file: file, line: line)
    copy.children = children
    return copy
  }

  func children(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

  func error(_ key: String?, _ problem: String) -> InputError {
    InputError(file: file, line: line, key: key, problem: problem)
  }

  /// The root element of a file.
  ///
  /// `XMLParser.parse()` returns true for some broken files, so its errors are collected instead.
  static func parse(_ text: String, file: String) throws(InputError) -> XMLElement {
    let parser = XMLParser(data: Data(text.utf8))
    let builder = Builder(file: file)
    parser.delegate = builder
    let succeeded = parser.parse()
    if let line = builder.errorLine {
      throw InputError(
        file: file, line: line, problem: "is not well-formed XML; close and quote what stands here or just before")
    }
    guard succeeded, parser.parserError == nil, let root = builder.root else {
      throw InputError(file: file, line: 1, problem: "holds no XML element; begin with <robot name=\"…\"> (URDF) or <mujoco> (MJCF)")
    }
    return root
  }
}

private final class Builder: NSObject, XMLParserDelegate {
  private let file: String
  private var open: [XMLElement] = []
  var root: XMLElement?
  var errorLine: Int?

  init(file: String) { self.file = file }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    let element = XMLElement(name: name, attributes: attributes, file: file, line: parser.lineNumber)
    if let parent = open.last { parent.children.append(element) } else if root == nil { root = element }
    open.append(element)
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    if !open.isEmpty { open.removeLast() }
  }

  func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) {
    if errorLine == nil { errorLine = max(1, parser.lineNumber) }
  }
}

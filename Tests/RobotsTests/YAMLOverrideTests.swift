import Robots
import Testing

@Suite struct YAMLOverrideTests {
  private func tree() throws -> YAMLValue {
    try YAMLValue(parsing: "a: 1\nb.c: {d: [1, 2]}\nb: {c: 5}\n", file: "f.yaml")
  }

  private func number(_ tree: YAMLValue, _ keys: String...) throws -> Double {
    var value = tree
    for key in keys { value = try value.fields(["a", "b", "b.c", "c", "d"]).required(key) }
    return try value.number()
  }

  @Test("a path reaches through mappings and lists, and the longest key wins")
  func paths() throws {
    var tree = try tree()
    try tree.set("a=7")
    try tree.set("b.c.d[1]=9")
    #expect(try number(tree, "a") == 7)
    #expect(try number(tree, "b", "c") == 5)
    let list = try tree.fields(["a", "b", "b.c"]).required("b.c").fields(["d"]).required("d").list()
    #expect(try list.map { try $0.number() } == [1, 9])
  }

  @Test("an override's faults name --set and the path", arguments: [
    ("a", "--set: a: is not KEY.PATH=VALUE; write for example episode_s=5."),
    ("a=", "--set: a: has no value; write KEY=VALUE."),
    ("a=[1", "--set: a: \"[1\" is not YAML; quote it or close its brackets."),
    ("a.x=1", "--set: a.x: a is \"1\" and has nothing below it; set a itself."),
    ("b.c.d[2]=1", "--set: b.c.d[2]: b.c.d has 2 entries, counted from 0; take a smaller number."),
    ("b.c.d.x=1", "--set: b.c.d.x: b.c.d is a list; write b.c.d[NUMBER]."),
  ])
  func faults(assignment: String, sentence: String) throws {
    var tree = try tree()
    let error = try #require(throws: InputError.self) { try tree.set(assignment) }
    #expect("\(error)" == sentence)
  }

  @Test("an unknown key below a known one is left to the decoder, which names the nearest")
  func unknown() throws {
    var tree = try tree()
    try tree.set("aa=1")
    let error = try #require(throws: InputError.self) { try tree.fields(["a", "b", "b.c"]) }
    #expect("\(error)" == "--set: aa: this key is unknown; the nearest is a.")
  }
}

package io.millrace.runtime.codec;

import java.util.List;

/**
 * One type in a schema. Trees may be cyclic through their definitions, so nodes are compared by the
 * text of {@link SchemaText} and never by {@code equals}.
 *
 * @param kind what it is
 * @param nullable whether null can stand here
 * @param definition the body, if the kind is named, else null
 * @param arguments element types of containers
 */
record Node(Kind kind, boolean nullable, Definition definition, List<Node> arguments) {
  static Node of(Kind kind, boolean nullable) {
    return new Node(kind, nullable, null, List.of());
  }

  Node orNull(boolean nullable) {
    return nullable == this.nullable ? this : new Node(kind, nullable, definition, arguments);
  }

  Node argument(int index) {
    return arguments.get(index);
  }

  /** How messages call it: a kind, or a kind with the name of its class. */
  String describe() {
    return definition == null ? kind.text : kind.text + " " + definition.simpleName();
  }

  /** Where paths in messages begin. */
  String root() {
    return definition == null ? kind.text : definition.simpleName();
  }
}

package io.millrace.runtime.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * What a record, an enum or a sealed interface consists of. Filled while the tree around it is
 * built (it may contain itself) and not changed afterwards. Compared by identity.
 */
final class Definition {
  /** One component of a record. */
  record Field(String name, Node node) {}

  /** The class's name without its package, nested names joined by dots. */
  final String name;

  /** The class, or null if the definition was parsed. */
  final Class<?> type;

  /** Components in order, if a record. */
  final List<Field> fields = new ArrayList<>();

  /** The records and enums it may be, in order, if sealed. */
  final List<Node> cases = new ArrayList<>();

  /** Names in order of ordinal, if an enum. */
  final List<String> constants = new ArrayList<>();

  Definition(String name, Class<?> type) {
    this.name = name;
    this.type = type;
  }

  /** The last part of the name, as paths in messages begin. */
  String simpleName() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The component called {@code field}, or -1. */
  int indexOfField(String field) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(field)) {
        return i;
      }
    }
    return -1;
  }

  /** The case of this kind and name, or -1. */
  int indexOfCase(Node wanted) {
    for (int i = 0; i < cases.size(); i++) {
      Node candidate = cases.get(i);
      if (candidate.kind() == wanted.kind()
          && candidate.definition().name.equals(wanted.definition().name)) {
        return i;
      }
    }
    return -1;
  }
}

package io.millrace.runtime.codec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which values can be read as which types; {@link Decoders} does what is allowed here. */
final class Compatibility {
  private record Pairing(Definition writer, Definition reader) {}

  private final List<String> faults = new ArrayList<>();
  private final Set<Pairing> visited = new HashSet<>();

  private Compatibility() {}

  static List<String> faults(Node writer, Node reader) {
    Compatibility check = new Compatibility();
    check.visit(writer, reader, reader.root());
    return List.copyOf(check.faults);
  }

  /** Whether a number or name of one kind can stand for one of another without loss. */
  static boolean widens(Kind writer, Kind reader) {
    return switch (writer) {
      case BYTE, SHORT, INT, LONG ->
          reader == Kind.BIG_INTEGER
              || reader == Kind.DECIMAL
              || (reader.isIntegral() && reader.compareTo(writer) > 0)
              || (writer != Kind.LONG && reader == Kind.DOUBLE)
              || (writer.compareTo(Kind.INT) < 0 && reader == Kind.FLOAT);
      case FLOAT -> reader == Kind.DOUBLE;
      case ENUM -> reader == Kind.STRING;
      default -> false;
    };
  }

  private void visit(Node writer, Node reader, String path) {
    if (reader.kind() == Kind.OPTIONAL && writer.kind() != Kind.OPTIONAL) {
      visit(writer, reader.argument(0), path);
    } else if (writer.kind() != reader.kind()) {
      if (!widens(writer.kind(), reader.kind())) {
        faults.add(path + ": " + writer.describe() + " cannot become " + reader.describe());
      }
    } else if (!writer.kind().isNamed()) {
      for (int i = 0; i < writer.arguments().size(); i++) {
        visit(writer.argument(i), reader.argument(i), path + suffix(writer.kind(), i));
      }
    } else if (visited.add(new Pairing(writer.definition(), reader.definition()))) {
      visitNamed(writer, reader, path);
    }
  }

  /** How a path goes on into a container. */
  static String suffix(Kind container, int argument) {
    return switch (container) {
      case LIST, SET -> "[]";
      case MAP -> argument == 0 ? "{key}" : "{}";
      default -> "";
    };
  }

  private void visitNamed(Node writer, Node reader, String path) {
    Definition wrote = writer.definition();
    Definition wanted = reader.definition();
    switch (writer.kind()) {
      case ENUM -> {
        for (String constant : wrote.constants) {
          if (!wanted.constants.contains(constant)) {
            faults.add(path + ": " + reader.describe() + " no longer has constant " + constant);
          }
        }
      }
      case SEALED -> {
        for (Node one : wrote.cases) {
          int at = wanted.indexOfCase(one);
          if (at < 0) {
            faults.add(path + ": " + reader.describe() + " no longer permits " + one.describe());
          } else {
            visit(one, wanted.cases.get(at), path + "(" + one.root() + ")");
          }
        }
      }
      default -> {
        for (Definition.Field field : wrote.fields) {
          int at = wanted.indexOfField(field.name());
          if (at >= 0) {
            visit(field.node(), wanted.fields.get(at).node(), path + "." + field.name());
          }
        }
      }
    }
  }
}

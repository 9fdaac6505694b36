package io.millrace.runtime.codec;

import io.millrace.functions.ByteInput;

/** Moves past values of components that the reader no longer has. */
final class Skipper {
  private Skipper() {}

  static void skip(Node node, ByteInput in) {
    if (node.nullable() && !node.kind().marksNull && !Readers.readBoolean(in)) {
      return;
    }
    switch (node.kind()) {
      case BOOLEAN, BYTE -> in.skip(1);
      case SHORT, CHAR -> in.skip(2);
      case INT, FLOAT -> in.skip(4);
      case LONG, DOUBLE -> in.skip(8);
      case INSTANT, DURATION -> in.skip(12);
      case DATE -> in.skip(6);
      case DATE_TIME -> in.skip(14);
      case UUID -> in.skip(16);
      case STRING, BYTES, BIG_INTEGER -> in.skip(Math.max(0, Readers.readLength(in)));
      case DECIMAL -> {
        int length = Readers.readLength(in);
        if (length >= 0) {
          in.skip(length);
          in.readVarInt();
        }
      }
      case ENUM -> Readers.readTag(node.definition().constants.size(), in);
      case OPTIONAL -> skipOptional(node, in);
      case LIST, SET, MAP -> skipElements(node, in);
      case SEALED -> {
        int tag = Readers.readTag(node.definition().cases.size(), in);
        if (tag >= 0) {
          skip(node.definition().cases.get(tag), in);
        }
      }
      case RECORD -> {
        if (node.definition().fields.isEmpty()) {
          Readers.readEmpty(in);
        }
        for (Definition.Field field : node.definition().fields) {
          skip(field.node(), in);
        }
      }
    }
  }

  private static void skipOptional(Node node, ByteInput in) {
    byte tag = in.readByte();
    if (tag == 2) {
      skip(node.argument(0), in);
    } else if (tag < 0 || tag > 2) {
      throw Readers.malformed("optional", tag);
    }
  }

  private static void skipElements(Node node, ByteInput in) {
    int header = Readers.readCount(in);
    boolean nulls = (header & 1) != 0;
    for (int i = header < 0 ? 0 : header >>> 1; i > 0; i--) {
      for (Node argument : node.arguments()) {
        skip(argument.orNull(nulls), in);
      }
    }
  }
}

package io.millrace.runtime.codec;

import java.lang.reflect.Type;
import java.util.List;
import java.util.OptionalInt;

/**
 * The layout of a type's encoded values. Immutable; equal if the canonical texts are equal. It
 * holds no class, so it outlives the code that it describes.
 */
public final class Schema {
  /** Nothing that is not made of others takes more; most take less. */
  private static final int SCALAR_BYTES = 16;

  /** So much is as good as no bound. */
  private static final long MANY = 1 << 20;

  private static final int DEEPEST = 16;

  private final String text;
  private final Node root;

  private Schema(String text, Node root) {
    this.text = text;
    this.root = root;
  }

  /**
   * The schema of what {@link Codecs#of} writes for {@code type}.
   *
   * @throws UnsupportedTypeException if a component cannot be encoded
   */
  public static Schema of(Type type) {
    return parse(SchemaText.print(TypeAnalysis.of(type)));
  }

  /**
   * The schema whose {@link #toString} was {@code text}.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public static Schema parse(String text) {
    return new Schema(text, SchemaText.parse(text));
  }

  /**
   * Why values of {@code writer} cannot be read as {@code reader}: one line per fault, such as
   * {@code Order.amount: string cannot become long}. Empty if they can.
   */
  public static List<String> incompatibilities(Schema writer, Schema reader) {
    return Compatibility.faults(writer.root, reader.root);
  }

  Node root() {
    return root;
  }

  /**
   * No encoded value is longer, in bytes; empty if there is no such length, as with text and lists.
   */
  public OptionalInt largestBytes() {
    return largestBytes(false);
  }

  /** Like {@link #largestBytes}, of values in which each list, set and map has one element. */
  public OptionalInt largestBytesOfOne() {
    return largestBytes(true);
  }

  private OptionalInt largestBytes(boolean ofOne) {
    long largest = largestBytes(root, ofOne, DEEPEST);
    return largest < MANY ? OptionalInt.of((int) largest) : OptionalInt.empty();
  }

  private static long largestBytes(Node node, boolean ofOne, int depth) {
    if (depth == 0) {
      return MANY; // it contains itself, or as good as that
    }
    long largest = node.nullable() ? 1 : 0;
    return largest
        + switch (node.kind()) {
          case STRING, BYTES, DECIMAL, BIG_INTEGER -> MANY;
          case LIST, SET ->
              ofOne ? SCALAR_BYTES + largestBytes(node.argument(0), true, depth - 1) : MANY;
          case MAP ->
              ofOne
                  ? SCALAR_BYTES
                      + largestBytes(node.argument(0), true, depth - 1)
                      + largestBytes(node.argument(1), true, depth - 1)
                  : MANY;
          case OPTIONAL -> 1 + largestBytes(node.argument(0), ofOne, depth - 1);
          case RECORD -> {
            long sum = 1;
            for (Definition.Field field : node.definition().fields) {
              sum += largestBytes(field.node(), ofOne, depth - 1);
              if (sum >= MANY) {
                break; // a type that contains itself twice is not looked through twice
              }
            }
            yield sum;
          }
          case SEALED -> {
            long most = 0;
            for (Node one : node.definition().cases) {
              most = Math.max(most, largestBytes(one, ofOne, depth - 1));
              if (most >= MANY) {
                break;
              }
            }
            yield SCALAR_BYTES + most;
          }
          default -> SCALAR_BYTES;
        };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Schema schema && schema.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The canonical text, versioned; {@link #parse} reads it. */
  @Override
  public String toString() {
    return text;
  }
}

package io.millrace.runtime.codec;

import java.lang.reflect.Type;
import java.util.List;

/**
 * The layout of a type's encoded values. Immutable; equal if the canonical texts are equal. It
 * holds no class, so it outlives the code that it describes.
 */
public final class Schema {
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

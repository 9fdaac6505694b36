package io.millrace.runtime.codec;

import io.millrace.functions.Codec;
import java.lang.reflect.Type;
import java.util.List;

/**
 * Makes the codecs of values. Making one takes milliseconds, so keep it; it is immutable and used
 * by many threads.
 *
 * <p>Equal values give equal bytes, for which sets and maps are written in the order of their
 * elements' bytes. Decoded collections cannot be modified. Strings are UTF-8: unpaired surrogates
 * become question marks. Null is refused as a value, and kept as a component or element.
 */
public final class Codecs {
  private Codecs() {}

  /**
   * The codec of a type: a class, or what {@code TypeRef.type()} gives.
   *
   * @throws UnsupportedTypeException if a component cannot be encoded
   */
  public static Codec<?> of(Type type) {
    Node node = TypeAnalysis.of(type);
    return new CodecParts(type.getTypeName(), Encoders.of(node), Decoders.of(node, node)).codec();
  }

  /**
   * A codec that reads what the codec of schema {@code writer} wrote as {@code reader}, and refuses
   * to encode. Components are matched by name. A component that the writer did not have is zero,
   * false, empty (Optional, List, Set, Map) or null; null read as a primitive is zero or false.
   *
   * @throws IllegalArgumentException if it cannot be read so, with every fault
   */
  public static Codec<?> reading(Schema writer, Type reader) {
    Node node = TypeAnalysis.of(reader);
    List<String> faults = Compatibility.faults(writer.root(), node);
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "values not readable: type=" + reader.getTypeName() + "; " + String.join("; ", faults));
    }
    return new CodecParts(reader.getTypeName(), null, Decoders.of(writer.root(), node)).codec();
  }
}

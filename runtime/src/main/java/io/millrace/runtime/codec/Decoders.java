package io.millrace.runtime.codec;

import static java.lang.invoke.MethodType.methodType;

import io.millrace.functions.ByteInput;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Composes one handle {@code (ByteInput)Object} from {@link Readers} and constructors. The layout
 * is the writer's, the classes are the reader's; what {@link Compatibility} allows is bridged here.
 */
final class Decoders {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final Map<Kind, MethodHandle> LEAVES = new HashMap<>();
  private static final MethodHandle PRESENT = leaf("readBoolean");
  private static final MethodHandle EMPTY = leaf("readEmpty");
  private static final MethodHandle ENUM = leaf("readEnum");
  private static final MethodHandle OPTIONAL = leaf("readOptional");
  private static final MethodHandle SEALED = leaf("readSealed");
  private static final MethodHandle LIST = leaf("readList");
  private static final MethodHandle SET = leaf("readSet");
  private static final MethodHandle MAP = leaf("readMap");
  private static final MethodHandle LINK = Link.find("read");
  private static final MethodHandle SKIP = Access.method(LOOKUP, Skipper.class, "skip");
  private static final MethodHandle TO_OPTIONAL = bridge("toOptional");
  private static final MethodHandle TO_BIG_INTEGER = bridge("toBigInteger");
  private static final MethodHandle TO_DECIMAL = bridge("toDecimal");

  static {
    LEAVES.put(Kind.BOOLEAN, leaf("readBoolean"));
    LEAVES.put(Kind.BYTE, leaf("readByte"));
    LEAVES.put(Kind.SHORT, leaf("readShort"));
    LEAVES.put(Kind.CHAR, leaf("readChar"));
    LEAVES.put(Kind.INT, leaf("readInt"));
    LEAVES.put(Kind.LONG, leaf("readLong"));
    LEAVES.put(Kind.FLOAT, leaf("readFloat"));
    LEAVES.put(Kind.DOUBLE, leaf("readDouble"));
    LEAVES.put(Kind.INSTANT, leaf("readInstant"));
    LEAVES.put(Kind.DURATION, leaf("readDuration"));
    LEAVES.put(Kind.DATE, leaf("readDate"));
    LEAVES.put(Kind.DATE_TIME, leaf("readDateTime"));
    LEAVES.put(Kind.UUID, leaf("readUuid"));
    LEAVES.put(Kind.STRING, leaf("readString"));
    LEAVES.put(Kind.BYTES, leaf("readBytes"));
    LEAVES.put(Kind.DECIMAL, leaf("readDecimal"));
    LEAVES.put(Kind.BIG_INTEGER, leaf("readBigInteger"));
  }

  private record Pairing(Definition writer, Definition reader) {}

  private final Map<Pairing, MethodHandle> done = new HashMap<>();
  private final Map<Pairing, Link> links = new HashMap<>();

  private Decoders() {}

  /**
   * The decoder of what was written as {@code writer}.
   *
   * @param reader made by {@link TypeAnalysis}, and compatible
   */
  static MethodHandle of(Node writer, Node reader) {
    return new Decoders().reader(writer, reader, Object.class);
  }

  private static MethodHandle leaf(String name) {
    return Access.method(LOOKUP, Readers.class, name);
  }

  private static MethodHandle bridge(String name) {
    return Access.method(LOOKUP, Decoders.class, name);
  }

  static Object toOptional(Object value) {
    return Optional.ofNullable(value);
  }

  static Object toBigInteger(long value) {
    return BigInteger.valueOf(value);
  }

  static Object toDecimal(long value) {
    return BigDecimal.valueOf(value);
  }

  /** A handle {@code (ByteInput)carrier}. */
  private MethodHandle reader(Node writer, Node reader, Class<?> carrier) {
    if (reader.kind() == Kind.OPTIONAL && writer.kind() != Kind.OPTIONAL) {
      MethodHandle inner = reader(writer, reader.argument(0), Object.class);
      return typed(MethodHandles.filterReturnValue(inner, TO_OPTIONAL), carrier);
    }
    MethodHandle plain = convert(plain(writer, reader), writer.kind(), reader.kind());
    if (!writer.nullable() || writer.kind().marksNull) {
      return typed(plain, carrier);
    }
    return MethodHandles.guardWithTest(
        PRESENT,
        typed(plain, carrier),
        MethodHandles.dropArguments(
            MethodHandles.constant(carrier, zero(carrier)), 0, ByteInput.class));
  }

  private static MethodHandle typed(MethodHandle handle, Class<?> type) {
    return handle.asType(methodType(type, ByteInput.class));
  }

  private static MethodHandle convert(MethodHandle plain, Kind writer, Kind reader) {
    if (writer == reader || !writer.isPrimitive()) {
      return plain;
    }
    if (reader == Kind.BIG_INTEGER) {
      return MethodHandles.filterReturnValue(typed(plain, long.class), TO_BIG_INTEGER);
    }
    if (reader == Kind.DECIMAL) {
      return MethodHandles.filterReturnValue(typed(plain, long.class), TO_DECIMAL);
    }
    return typed(plain, LEAVES.get(reader).type().returnType());
  }

  private MethodHandle plain(Node writer, Node reader) {
    return switch (writer.kind()) {
      case RECORD -> record(writer.definition(), reader.definition());
      case SEALED -> sealed(writer.definition(), reader.definition());
      case ENUM -> ENUM.bindTo(constants(writer.definition(), reader));
      case OPTIONAL ->
          OPTIONAL.bindTo(reader(writer.argument(0), reader.argument(0), Object.class));
      case LIST ->
          MethodHandles.insertArguments(
              LIST, 0, element(writer, reader, 0, false), element(writer, reader, 0, true));
      case SET ->
          MethodHandles.insertArguments(
              SET, 0, element(writer, reader, 0, false), element(writer, reader, 0, true));
      case MAP ->
          MethodHandles.insertArguments(
              MAP, 0, entry(writer, reader, false), entry(writer, reader, true));
      default -> LEAVES.get(writer.kind());
    };
  }

  private MethodHandle element(Node writer, Node reader, int argument, boolean nullable) {
    Node wrote = writer.argument(argument).orNull(nullable);
    return reader(wrote, reader.argument(argument), Object.class);
  }

  private MethodHandle[] entry(Node writer, Node reader, boolean nullable) {
    return new MethodHandle[] {
      element(writer, reader, 0, nullable), element(writer, reader, 1, nullable)
    };
  }

  /** What the writer's ordinals stand for: constants of the reader, or their names. */
  private static Object[] constants(Definition writer, Node reader) {
    Object[] constants = writer.constants.toArray();
    if (reader.kind() == Kind.ENUM) {
      Map<String, Object> byName = new HashMap<>();
      for (Object constant : reader.definition().type.getEnumConstants()) {
        byName.put(((Enum<?>) constant).name(), constant);
      }
      for (int i = 0; i < constants.length; i++) {
        constants[i] = byName.get(writer.constants.get(i));
      }
    }
    return constants;
  }

  private MethodHandle sealed(Definition writer, Definition reader) {
    Pairing pairing = new Pairing(writer, reader);
    MethodHandle known = begin(pairing);
    if (known != null) {
      return known;
    }
    MethodHandle[] readers = new MethodHandle[writer.cases.size()];
    for (int i = 0; i < readers.length; i++) {
      Node wrote = writer.cases.get(i);
      readers[i] = reader(wrote, reader.cases.get(reader.indexOfCase(wrote)), Object.class);
    }
    return finish(pairing, SEALED.bindTo(readers));
  }

  private MethodHandle record(Definition writer, Definition reader) {
    Pairing pairing = new Pairing(writer, reader);
    MethodHandle known = begin(pairing);
    return known != null ? known : finish(pairing, new RecordDecoder(writer, reader).handle());
  }

  private MethodHandle begin(Pairing pairing) {
    MethodHandle known = done.get(pairing);
    if (known == null && links.containsKey(pairing)) {
      return LINK.bindTo(links.get(pairing));
    }
    if (known == null) {
      links.put(pairing, new Link());
    }
    return known;
  }

  private MethodHandle finish(Pairing pairing, MethodHandle handle) {
    links.get(pairing).target = typed(handle, Object.class);
    done.put(pairing, handle);
    return handle;
  }

  private static Object zero(Class<?> type) {
    return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
  }

  /** What a component holds that the writer did not have. */
  private static Object missing(Node node, Class<?> type) {
    return switch (node.kind()) {
      case OPTIONAL -> Optional.empty();
      case LIST -> List.of();
      case SET -> Set.of();
      case MAP -> Map.of();
      default -> zero(type);
    };
  }

  /** Folds the readers of the writer's components, in their order, into the constructor. */
  private final class RecordDecoder {
    private final Definition writer;
    private final Definition reader;

    RecordDecoder(Definition writer, Definition reader) {
      this.writer = writer;
      this.reader = reader;
    }

    MethodHandle handle() {
      MethodHandle constructor = Access.constructor(reader.type);
      Class<?>[] carriers = constructor.type().parameterArray();
      MethodHandle handle = withInput(withMissing(constructor));
      int matched = handle.type().parameterCount() - 1;
      for (int i = writer.fields.size() - 1; i >= 0; i--) {
        Node wrote = writer.fields.get(i).node();
        int at = reader.indexOfField(writer.fields.get(i).name());
        if (at < 0) {
          handle = MethodHandles.foldArguments(handle, matched, SKIP.bindTo(wrote));
        } else {
          matched--;
          MethodHandle read =
              Decoders.this.reader(wrote, reader.fields.get(at).node(), carriers[at]);
          handle = MethodHandles.foldArguments(handle, matched, read);
        }
      }
      return writer.fields.isEmpty() ? MethodHandles.foldArguments(handle, EMPTY) : handle;
    }

    /** The constructor with defaults in the place of components that the writer did not have. */
    private MethodHandle withMissing(MethodHandle constructor) {
      MethodHandle handle = constructor;
      for (int i = reader.fields.size() - 1; i >= 0; i--) {
        Definition.Field field = reader.fields.get(i);
        if (writer.indexOfField(field.name()) < 0) {
          Object missing = missing(field.node(), constructor.type().parameterType(i));
          handle = MethodHandles.insertArguments(handle, i, missing);
        }
      }
      return handle;
    }

    /** Parameters in the writer's order, and the input as the last. */
    private MethodHandle withInput(MethodHandle constructor) {
      List<Integer> matched = new ArrayList<>();
      for (Definition.Field field : reader.fields) {
        int at = writer.indexOfField(field.name());
        if (at >= 0) {
          matched.add(at);
        }
      }
      List<Integer> ordered = matched.stream().sorted().toList();
      Class<?>[] types = new Class<?>[ordered.size()];
      int[] reorder = new int[ordered.size()];
      for (int i = 0; i < reorder.length; i++) {
        reorder[i] = ordered.indexOf(matched.get(i));
        types[reorder[i]] = constructor.type().parameterType(i);
      }
      MethodHandle permuted =
          MethodHandles.permuteArguments(
              constructor, methodType(constructor.type().returnType(), types), reorder);
      return MethodHandles.dropArguments(permuted, types.length, ByteInput.class);
    }
  }
}

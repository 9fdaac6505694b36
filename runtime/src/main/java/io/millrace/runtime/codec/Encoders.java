package io.millrace.runtime.codec;

import static java.lang.invoke.MethodType.methodType;

import io.millrace.functions.ByteOutput;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Composes one handle {@code (Object, ByteOutput)void} per type from getters and {@link Writers}.
 * The JIT compiles a hot handle as if its parts had been written out in one method.
 */
final class Encoders {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final Map<Kind, MethodHandle> LEAVES = new HashMap<>();
  private static final MethodHandle PRESENT = leaf("writePresent");
  private static final MethodHandle EMPTY = leaf("writeEmpty");
  private static final MethodHandle OPTIONAL = leaf("writeOptional");
  private static final MethodHandle SEALED = leaf("writeSealed");
  private static final MethodHandle LIST = leaf("writeList");
  private static final MethodHandle SET = leaf("writeSet");
  private static final MethodHandle MAP = leaf("writeMap");
  private static final MethodHandle LINK = Link.find("write");

  static {
    LEAVES.put(Kind.BOOLEAN, leaf("writeBoolean"));
    LEAVES.put(Kind.BYTE, leaf("writeByte"));
    LEAVES.put(Kind.SHORT, leaf("writeShort"));
    LEAVES.put(Kind.CHAR, leaf("writeChar"));
    LEAVES.put(Kind.INT, leaf("writeInt"));
    LEAVES.put(Kind.LONG, leaf("writeLong"));
    LEAVES.put(Kind.FLOAT, leaf("writeFloat"));
    LEAVES.put(Kind.DOUBLE, leaf("writeDouble"));
    LEAVES.put(Kind.INSTANT, leaf("writeInstant"));
    LEAVES.put(Kind.DURATION, leaf("writeDuration"));
    LEAVES.put(Kind.DATE, leaf("writeDate"));
    LEAVES.put(Kind.DATE_TIME, leaf("writeDateTime"));
    LEAVES.put(Kind.UUID, leaf("writeUuid"));
    LEAVES.put(Kind.STRING, leaf("writeString"));
    LEAVES.put(Kind.BYTES, leaf("writeBytes"));
    LEAVES.put(Kind.DECIMAL, leaf("writeDecimal"));
    LEAVES.put(Kind.BIG_INTEGER, leaf("writeBigInteger"));
    LEAVES.put(Kind.ENUM, leaf("writeEnum"));
  }

  private final Map<Definition, MethodHandle> done = new HashMap<>();
  private final Map<Definition, Link> links = new HashMap<>();

  private Encoders() {}

  /** The encoder of a tree made by {@link TypeAnalysis}. */
  static MethodHandle of(Node root) {
    return new Encoders().writer(root, Object.class);
  }

  private static MethodHandle leaf(String name) {
    return Access.method(LOOKUP, Writers.class, name);
  }

  /** A handle {@code (carrier, ByteOutput)void}. */
  private MethodHandle writer(Node node, Class<?> carrier) {
    MethodHandle plain = plain(node).asType(methodType(void.class, carrier, ByteOutput.class));
    if (!node.nullable() || node.kind().marksNull) {
      return plain;
    }
    return MethodHandles.guardWithTest(
        PRESENT.asType(methodType(boolean.class, carrier, ByteOutput.class)),
        plain,
        MethodHandles.empty(plain.type()));
  }

  private MethodHandle plain(Node node) {
    return switch (node.kind()) {
      case RECORD -> record(node.definition());
      case SEALED -> sealed(node.definition());
      case OPTIONAL -> OPTIONAL.bindTo(writer(node.argument(0), Object.class));
      case LIST ->
          MethodHandles.insertArguments(LIST, 0, element(node, false), element(node, true));
      case SET -> MethodHandles.insertArguments(SET, 0, element(node, false), element(node, true));
      case MAP -> MethodHandles.insertArguments(MAP, 0, entry(node, false), entry(node, true));
      default -> LEAVES.get(node.kind());
    };
  }

  private MethodHandle element(Node container, boolean nullable) {
    return writer(container.argument(0).orNull(nullable), Object.class);
  }

  private MethodHandle[] entry(Node map, boolean nullable) {
    return new MethodHandle[] {
      element(map, nullable), writer(map.argument(1).orNull(nullable), Object.class)
    };
  }

  private MethodHandle record(Definition definition) {
    MethodHandle known = begin(definition);
    if (known != null) {
      return known;
    }
    List<MethodHandle> writers = new ArrayList<>();
    RecordComponent[] components = definition.type.getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      MethodHandle getter = Access.getter(definition.type, components[i]);
      MethodHandle writer = writer(definition.fields.get(i).node(), components[i].getType());
      writers.add(MethodHandles.filterArguments(writer, 0, getter));
    }
    MethodHandle handle = writers.isEmpty() ? EMPTY : sequence(writers);
    return finish(definition, handle);
  }

  private MethodHandle sealed(Definition definition) {
    MethodHandle known = begin(definition);
    if (known != null) {
      return known;
    }
    int count = definition.cases.size();
    Class<?>[] cases = new Class<?>[count];
    MethodHandle[] writers = new MethodHandle[count];
    for (int i = 0; i < count; i++) {
      Node one = definition.cases.get(i);
      cases[i] = one.definition().type;
      writers[i] = writer(one, Object.class);
    }
    return finish(definition, MethodHandles.insertArguments(SEALED, 0, cases, writers));
  }

  /**
   * The handle if there is one; a link if it is being made, so that types may contain themselves.
   */
  private MethodHandle begin(Definition definition) {
    MethodHandle known = done.get(definition);
    if (known == null && links.containsKey(definition)) {
      return LINK.bindTo(links.get(definition));
    }
    if (known == null) {
      links.put(definition, new Link());
    }
    return known;
  }

  private MethodHandle finish(Definition definition, MethodHandle handle) {
    links.get(definition).target =
        handle.asType(methodType(void.class, Object.class, ByteOutput.class));
    done.put(definition, handle);
    return handle;
  }

  /** Calls the handles in order; a balanced tree, so that wide records do not nest deeply. */
  private static MethodHandle sequence(List<MethodHandle> steps) {
    if (steps.size() == 1) {
      return steps.get(0);
    }
    int half = steps.size() / 2;
    return MethodHandles.foldArguments(
        sequence(steps.subList(half, steps.size())), sequence(steps.subList(0, half)));
  }
}

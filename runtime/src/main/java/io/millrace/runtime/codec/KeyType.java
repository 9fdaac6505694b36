package io.millrace.runtime.codec;

import static java.lang.invoke.MethodType.methodType;

import io.millrace.functions.ByteInput;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** How keys are read as one Java class; for records also how they are taken apart. Immutable. */
final class KeyType {
  private interface Reader {
    Object read(int tag, ByteInput in, int depth);
  }

  private static final Map<Class<?>, Reader> SIMPLE =
      Map.ofEntries(
          Map.entry(
              Long.class, (tag, in, depth) -> integral(tag, in, Long.MIN_VALUE, Long.MAX_VALUE)),
          Map.entry(
              Integer.class,
              (tag, in, depth) -> (int) integral(tag, in, Integer.MIN_VALUE, Integer.MAX_VALUE)),
          Map.entry(
              Short.class,
              (tag, in, depth) -> (short) integral(tag, in, Short.MIN_VALUE, Short.MAX_VALUE)),
          Map.entry(
              Byte.class,
              (tag, in, depth) -> (byte) integral(tag, in, Byte.MIN_VALUE, Byte.MAX_VALUE)),
          Map.entry(Double.class, (tag, in, depth) -> real(tag, in)),
          Map.entry(Float.class, (tag, in, depth) -> (float) real(tag, in)),
          Map.entry(String.class, exactly(KeyTag.STRING, "string")),
          Map.entry(Boolean.class, exactly(KeyTag.BOOLEAN, "boolean")),
          Map.entry(Character.class, exactly(KeyTag.CHARACTER, "character")),
          Map.entry(byte[].class, exactly(KeyTag.BYTES, "byte array")),
          Map.entry(Instant.class, exactly(KeyTag.INSTANT, "instant")),
          Map.entry(UUID.class, exactly(KeyTag.UUID, "UUID")),
          Map.entry(LocalDate.class, exactly(KeyTag.DATE, "date")),
          Map.entry(List.class, exactly(KeyTag.SEQUENCE, "list")),
          Map.entry(Object.class, KeyCodec::decodeTagged));

  /** Entries are kept by the class itself, so they go when its loader goes. */
  private static final ClassValue<KeyType> CACHE =
      new ClassValue<>() {
        @Override
        protected KeyType computeValue(Class<?> type) {
          return make(type);
        }
      };

  private final Reader reader;
  private final MethodHandle components;

  private KeyType(Reader reader, MethodHandle components) {
    this.reader = reader;
    this.components = components;
  }

  static KeyType of(Class<?> type) {
    return CACHE.get(type);
  }

  /** Refuses a class that keys cannot be of, naming the paths of the components. */
  static void check(Class<?> type) {
    List<UnsupportedTypeException> faults = new ArrayList<>();
    check(type, type.getSimpleName(), new HashSet<>(), faults);
    if (!faults.isEmpty()) {
      throw UnsupportedTypeException.all(faults);
    }
  }

  private static void check(
      Type type, String path, Set<Class<?>> checked, List<UnsupportedTypeException> faults) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      check(list.getActualTypeArguments()[0], path + "[]", checked, faults);
      return;
    }
    Class<?> raw = raw(type);
    if (!raw.isRecord()) {
      try {
        of(raw, path);
      } catch (UnsupportedTypeException e) {
        faults.add(e);
      }
    } else if (checked.add(raw)) {
      for (RecordComponent component : raw.getRecordComponents()) {
        check(component.getGenericType(), path + "." + component.getName(), checked, faults);
      }
    }
  }

  /** The class of a type; type variables are read as the key describes itself. */
  private static Class<?> raw(Type type) {
    if (type instanceof ParameterizedType generic) {
      return raw(generic.getRawType());
    }
    return type instanceof Class<?> raw
        ? MethodType.methodType(raw).wrap().returnType()
        : Object.class;
  }

  private static KeyType make(Class<?> type) {
    return type.isRecord()
        ? ofRecord(type)
        : new KeyType(of(raw(type), type.getSimpleName()), null);
  }

  private static Reader of(Class<?> type, String path) {
    Reader simple = SIMPLE.get(type);
    if (simple != null) {
      return simple;
    }
    if (type.isEnum()) {
      return ofEnum(type);
    }
    throw new UnsupportedTypeException(
        type.getName(), path, "no key; use a string, a number, an enum, or a record of these");
  }

  private static Reader ofEnum(Class<?> type) {
    Map<String, Object> constants = new HashMap<>();
    for (Object constant : type.getEnumConstants()) {
      constants.put(((Enum<?>) constant).name(), constant);
    }
    return (tag, in, depth) -> {
      expect(KeyTag.ENUM, tag, "enum constant");
      String name = in.readString();
      Object constant = constants.get(name);
      if (constant == null) {
        throw new IllegalStateException(
            "key not readable: constant=" + name + ", type=" + type.getName() + "; it is gone");
      }
      return constant;
    };
  }

  private static KeyType ofRecord(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    int count = components.length;
    MethodHandle[] getters = new MethodHandle[count];
    Reader[] readers = new Reader[count];
    for (int i = 0; i < count; i++) {
      getters[i] =
          Access.getter(type, components[i]).asType(methodType(Object.class, Object.class));
      readers[i] = ofComponent(components[i].getGenericType());
    }
    MethodHandle toArray =
        MethodHandles.identity(Object[].class).asCollector(Object[].class, count);
    MethodHandle apart =
        MethodHandles.permuteArguments(
            MethodHandles.filterArguments(toArray, 0, getters),
            methodType(Object[].class, Object.class),
            new int[count]);
    MethodHandle constructor =
        Access.constructor(type)
            .asSpreader(Object[].class, count)
            .asType(methodType(Object.class, Object[].class));
    Reader reader =
        (tag, in, depth) -> {
          expect(KeyTag.SEQUENCE, tag, "record");
          Object[] values = new Object[count];
          int found = KeyCodec.readCount(in, depth);
          if (found != count) {
            throw new IllegalStateException(
                "key not readable: components="
                    + found
                    + ", type="
                    + type.getName()
                    + ", wanted="
                    + count);
          }
          for (int i = 0; i < count; i++) {
            values[i] = readers[i].read(in.readByte(), in, depth + 1);
          }
          return construct(constructor, values);
        };
    return new KeyType(reader, apart);
  }

  /** Looks classes up when they are needed, so that records may contain themselves. */
  private static Reader ofComponent(Type type) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return ofList(ofComponent(list.getActualTypeArguments()[0]));
    }
    Class<?> raw = raw(type);
    return (tag, in, depth) -> of(raw).read(tag, in, depth);
  }

  private static Reader ofList(Reader element) {
    return (tag, in, depth) -> {
      expect(KeyTag.SEQUENCE, tag, "list");
      int count = KeyCodec.readCount(in, depth);
      List<Object> elements = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        elements.add(element.read(in.readByte(), in, depth + 1));
      }
      return Collections.unmodifiableList(elements);
    };
  }

  private static Object construct(MethodHandle constructor, Object[] values) {
    try {
      return (Object) constructor.invokeExact(values);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("key not readable: its constructor failed", e);
    }
  }

  private static Reader exactly(int wanted, String what) {
    return (tag, in, depth) -> {
      expect(wanted, tag, what);
      return KeyCodec.decodeTagged(tag, in, depth);
    };
  }

  private static void expect(int wanted, int tag, String what) {
    if (tag != wanted) {
      throw new IllegalStateException("key not readable: tag=" + tag + "; wanted " + what);
    }
  }

  private static long integral(int tag, ByteInput in, long min, long max) {
    expect(KeyTag.INTEGRAL, tag, "integral number");
    long value = in.readLong();
    if (value < min || value > max) {
      throw new IllegalStateException(
          "key not readable: number=" + value + "; wanted " + min + " to " + max);
    }
    return value;
  }

  private static double real(int tag, ByteInput in) {
    expect(KeyTag.DOUBLE, tag, "double");
    return in.readDouble();
  }

  /** Reads a key whose tag was read. */
  Object read(int tag, ByteInput in, int depth) {
    return reader.read(tag, in, depth);
  }

  /** The components of a record of this class, in order. */
  Object[] components(Object record) {
    try {
      return (Object[]) components.invokeExact(record);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("key not readable: its accessor failed", e);
    }
  }
}

package io.millrace.runtime.codec;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes the schema tree of a Java type, with its classes in the definitions. */
final class TypeAnalysis {
  private static final int MAX_DEPTH = 100;

  /** A method handle has at most 255 arguments, and longs count twice. */
  private static final int MAX_COMPONENTS = 120;

  private static final String ADVICE =
      "use a record, an enum, a sealed interface of these, a primitive or its box, String, byte[],"
          + " Instant, Duration, LocalDate, LocalDateTime, UUID, BigDecimal, BigInteger, Optional,"
          + " List, Set or Map, or plug in a codec with Topic.encodedBy";

  private static final Map<Class<?>, Kind> SIMPLE =
      Map.ofEntries(
          Map.entry(Boolean.class, Kind.BOOLEAN),
          Map.entry(Byte.class, Kind.BYTE),
          Map.entry(Short.class, Kind.SHORT),
          Map.entry(Character.class, Kind.CHAR),
          Map.entry(Integer.class, Kind.INT),
          Map.entry(Long.class, Kind.LONG),
          Map.entry(Float.class, Kind.FLOAT),
          Map.entry(Double.class, Kind.DOUBLE),
          Map.entry(String.class, Kind.STRING),
          Map.entry(byte[].class, Kind.BYTES),
          Map.entry(Instant.class, Kind.INSTANT),
          Map.entry(Duration.class, Kind.DURATION),
          Map.entry(LocalDate.class, Kind.DATE),
          Map.entry(LocalDateTime.class, Kind.DATE_TIME),
          Map.entry(UUID.class, Kind.UUID),
          Map.entry(BigDecimal.class, Kind.DECIMAL),
          Map.entry(BigInteger.class, Kind.BIG_INTEGER));

  private static final Map<Class<?>, Kind> CONTAINERS =
      Map.of(
          Optional.class, Kind.OPTIONAL,
          List.class, Kind.LIST,
          Set.class, Kind.SET,
          Map.class, Kind.MAP);

  /** A class with its type arguments; unlike the JDK's, made here and equal by content. */
  private record Resolved(Class<?> raw, List<Type> arguments) implements Type {
    @Override
    public String getTypeName() {
      return arguments.isEmpty() ? raw.getTypeName() : raw.getTypeName() + arguments;
    }

    @Override
    public String toString() {
      return getTypeName();
    }
  }

  private final Map<Resolved, Definition> definitions = new HashMap<>();
  private final List<UnsupportedTypeException> faults = new ArrayList<>();
  private boolean endless;

  private TypeAnalysis() {}

  static Node of(Type type) {
    TypeAnalysis analysis = new TypeAnalysis();
    Type wrapped = type instanceof Class<?> raw && raw.isPrimitive() ? box(raw) : type;
    Resolved root = analysis.resolve(wrapped, Map.of(), type.getTypeName());
    Node node = analysis.part(() -> analysis.node(root, false, root.raw().getSimpleName(), 0));
    if (!analysis.faults.isEmpty()) {
      throw UnsupportedTypeException.all(analysis.faults);
    }
    return node;
  }

  /** A part of a type; null if it is not supported, which is noted, so that others are, too. */
  private Node part(Supplier<Node> made) {
    try {
      return made.get();
    } catch (UnsupportedTypeException e) {
      if (endless) {
        throw e;
      }
      faults.add(e);
      return null;
    }
  }

  private static Class<?> box(Class<?> primitive) {
    return MethodType.methodType(primitive).wrap().returnType();
  }

  /** Puts type arguments in the place of type variables. */
  private Resolved resolve(Type type, Map<TypeVariable<?>, Type> bound, String path) {
    if (type instanceof Resolved resolved) {
      return resolved;
    }
    if (type instanceof Class<?> raw) {
      if (raw.getTypeParameters().length > 0) {
        throw new UnsupportedTypeException(
            raw.getTypeName(), path, "name its type arguments, for instance with TypeRef");
      }
      return new Resolved(raw, List.of());
    }
    if (type instanceof ParameterizedType parameterized) {
      List<Type> arguments = new ArrayList<>();
      for (Type argument : parameterized.getActualTypeArguments()) {
        arguments.add(resolve(argument, bound, path));
      }
      return new Resolved((Class<?>) parameterized.getRawType(), arguments);
    }
    if (type instanceof WildcardType wildcard) {
      return resolve(wildcard.getUpperBounds()[0], bound, path);
    }
    if (type instanceof TypeVariable<?> variable && bound.containsKey(variable)) {
      return resolve(bound.get(variable), bound, path);
    }
    throw new UnsupportedTypeException(type.getTypeName(), path, ADVICE);
  }

  private Node node(Resolved type, boolean nullable, String path, int depth) {
    if (depth > MAX_DEPTH) {
      endless = true; // and may branch, too
      throw new UnsupportedTypeException(
          type.getTypeName(), path, "its type arguments grow without end");
    }
    Class<?> raw = type.raw();
    if (raw.isPrimitive()) {
      return Node.of(SIMPLE.get(box(raw)), false);
    }
    if (SIMPLE.containsKey(raw)) {
      return Node.of(SIMPLE.get(raw), nullable);
    }
    Kind container = CONTAINERS.get(raw);
    if (container != null) {
      List<Node> arguments = new ArrayList<>();
      for (int i = 0; i < container.arguments(); i++) {
        String at = path + Compatibility.suffix(container, i);
        Resolved argument = (Resolved) type.arguments().get(i);
        arguments.add(part(() -> node(argument, container != Kind.OPTIONAL, at, depth + 1)));
      }
      return new Node(container, nullable, null, Collections.unmodifiableList(arguments));
    }
    Kind named = namedKind(raw);
    if (named == null) {
      throw new UnsupportedTypeException(type.getTypeName(), path, ADVICE);
    }
    return new Node(named, nullable, definition(named, type, path, depth), List.of());
  }

  private static Kind namedKind(Class<?> raw) {
    if (raw.isRecord()) {
      return Kind.RECORD;
    }
    if (raw.isEnum()) {
      return Kind.ENUM;
    }
    return raw.isInterface() && raw.isSealed() ? Kind.SEALED : null;
  }

  private Definition definition(Kind kind, Resolved type, String path, int depth) {
    Definition known = definitions.get(type);
    if (known != null) {
      return known;
    }
    Definition definition = new Definition(nestedName(type.raw()), type.raw());
    definitions.put(type, definition);
    switch (kind) {
      case ENUM -> {
        for (Object constant : type.raw().getEnumConstants()) {
          definition.constants.add(((Enum<?>) constant).name());
        }
      }
      case SEALED -> addCases(definition, type, path, depth);
      default -> {
        Map<TypeVariable<?>, Type> bound = bindings(type);
        if (type.raw().getRecordComponents().length > MAX_COMPONENTS) {
          throw new UnsupportedTypeException(
              type.getTypeName(), path, "at most " + MAX_COMPONENTS + " components; nest records");
        }
        for (RecordComponent component : type.raw().getRecordComponents()) {
          String at = path + "." + component.getName();
          Type declared = component.getGenericType();
          Node node = part(() -> node(resolve(declared, bound, at), true, at, depth + 1));
          definition.fields.add(new Definition.Field(component.getName(), node));
        }
      }
    }
    return definition;
  }

  private void addCases(Definition definition, Resolved sealed, String path, int depth) {
    for (Resolved type : leaves(sealed, path)) {
      String at = path + "(" + type.raw().getSimpleName() + ")";
      Node one = part(() -> node(type, false, at, depth + 1));
      if (one == null) {
        continue;
      }
      int same = definition.indexOfCase(one);
      if (same < 0) {
        definition.cases.add(one);
      } else if (definition.cases.get(same).definition() != one.definition()) {
        throw new UnsupportedTypeException(
            type.getTypeName(), at, "another case has the same name; rename one");
      }
    }
  }

  /** What is permitted, in order, with the permitted of sealed interfaces in their place. */
  private List<Resolved> leaves(Resolved sealed, String path) {
    List<Resolved> leaves = new ArrayList<>();
    for (Class<?> permitted : sealed.raw().getPermittedSubclasses()) {
      Resolved type = permitted(permitted, sealed, path);
      if (namedKind(permitted) == Kind.SEALED) {
        leaves.addAll(leaves(type, path));
      } else {
        leaves.add(type);
      }
    }
    return leaves;
  }

  /** The permitted class with the type arguments that follow from the sealed interface's. */
  private Resolved permitted(Class<?> permitted, Resolved sealed, String path) {
    Map<TypeVariable<?>, Type> bound = new HashMap<>();
    for (Type parent : permitted.getGenericInterfaces()) {
      if (parent instanceof ParameterizedType generic && generic.getRawType() == sealed.raw()) {
        Type[] arguments = generic.getActualTypeArguments();
        for (int i = 0; i < arguments.length; i++) {
          if (arguments[i] instanceof TypeVariable<?> variable) {
            bound.put(variable, sealed.arguments().get(i));
          }
        }
      }
    }
    List<Type> arguments = new ArrayList<>();
    for (TypeVariable<?> variable : permitted.getTypeParameters()) {
      arguments.add(resolve(variable, bound, path));
    }
    return new Resolved(permitted, arguments);
  }

  private static Map<TypeVariable<?>, Type> bindings(Resolved type) {
    Map<TypeVariable<?>, Type> bound = new HashMap<>();
    List<TypeVariable<?>> variables = Arrays.asList(type.raw().getTypeParameters());
    for (int i = 0; i < variables.size(); i++) {
      bound.put(variables.get(i), type.arguments().get(i));
    }
    return bound;
  }

  private static String nestedName(Class<?> type) {
    String name = type.getName();
    return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
  }
}

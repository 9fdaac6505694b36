package io.millrace.testkit;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What in a function's class may make it depend on more than its inputs: calls that its class file
 * names, and fields that can change. A guess for a message, never a verdict.
 */
final class Suspects {
  private static final Map<String, String> TIME =
      Map.of(
          "java/lang/System.currentTimeMillis", "System.currentTimeMillis()",
          "java/lang/System.nanoTime", "System.nanoTime()",
          "java/time/Instant.now", "Instant.now()",
          "java/time/LocalDate.now", "LocalDate.now()",
          "java/time/LocalDateTime.now", "LocalDateTime.now()",
          "java/time/ZonedDateTime.now", "ZonedDateTime.now()",
          "java/time/OffsetDateTime.now", "OffsetDateTime.now()",
          "java/time/Clock.systemUTC", "Clock.systemUTC()",
          "java/time/Clock.systemDefaultZone", "Clock.systemDefaultZone()",
          "java/util/Date.<init>", "new Date()");

  private static final Map<String, String> CHANCE =
      Map.of(
          "java/lang/Math.random", "Math.random()",
          "java/util/Random.<init>", "new Random()",
          "java/util/SplittableRandom.<init>", "new SplittableRandom()",
          "java/util/concurrent/ThreadLocalRandom.current", "ThreadLocalRandom.current()",
          "java/security/SecureRandom.<init>", "new SecureRandom()",
          "java/util/UUID.randomUUID", "UUID.randomUUID()");

  private static final String IDENTITY = "java/lang/System.identityHashCode";

  private final Set<String> found = new LinkedHashSet<>();

  /** Looks at a class, its superclasses, and for a lambda at the class around it. */
  static Set<String> of(Class<?> type) {
    Suspects suspects = new Suspects();
    if (type.isHidden()) {
      suspects.scanCaptured(type);
    }
    for (Class<?> at = written(type); isUsers(at); at = at.getSuperclass()) {
      suspects.scanFields(at, at != type && type.isHidden());
      suspects.scanCalls(at);
    }
    return suspects.found;
  }

  /** The class that a person wrote: for a lambda the one around it. */
  private static Class<?> written(Class<?> type) {
    int lambda = type.getName().indexOf("$$Lambda");
    if (lambda < 0) {
      return type;
    }
    try {
      return Class.forName(type.getName().substring(0, lambda), false, type.getClassLoader());
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  private static boolean isUsers(Class<?> type) {
    return type != null
        && !type.getName().startsWith("java.")
        && !type.getName().startsWith("io.millrace.functions.");
  }

  private void scanFields(Class<?> type, boolean staticOnly) {
    for (Field field : type.getDeclaredFields()) {
      boolean isStatic = Modifier.isStatic(field.getModifiers());
      if (field.isSynthetic() || staticOnly && !isStatic || !canChange(field)) {
        continue;
      }
      String name = type.getSimpleName() + "." + field.getName();
      found.add(
          isStatic
              ? "static field "
                  + name
                  + " is shared by all partitions and forgotten in a crash:"
                  + " declare state instead"
              : "field " + name + " is forgotten in a crash: declare state instead");
    }
  }

  private void scanCaptured(Class<?> lambda) {
    for (Field field : lambda.getDeclaredFields()) {
      if (canHoldMore(field.getType())) {
        found.add(
            "a lambda in "
                + lambda.getName().replaceAll("[$][$]Lambda.*", "")
                + " captures a "
                + field.getType().getSimpleName()
                + ": declare state instead");
      }
    }
  }

  private static boolean canChange(Field field) {
    return !Modifier.isFinal(field.getModifiers()) || canHoldMore(field.getType());
  }

  private static boolean canHoldMore(Class<?> type) {
    return type.isArray()
        || Collection.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type)
        || CharSequence.class.isAssignableFrom(type) && type != String.class
        || type.getName().startsWith("java.util.concurrent.");
  }

  private void scanCalls(Class<?> type) {
    String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
    try (InputStream in = type.getResourceAsStream(file)) {
      if (in != null) {
        calls(in.readAllBytes()).forEach(call -> suspect(type, call));
      }
    } catch (IOException | RuntimeException e) {
      found.add("class file of " + type.getName() + " could not be read: " + e);
    }
  }

  private void suspect(Class<?> type, String call) {
    String in = type.getSimpleName() + " calls ";
    if (TIME.containsKey(call)) {
      found.add(in + TIME.get(call) + ": use context.nowMs() or context.eventTimeMs()");
    } else if (CHANCE.containsKey(call)) {
      found.add(in + CHANCE.get(call) + ": use context.random()");
    } else if (call.equals(IDENTITY)) {
      found.add(in + "System.identityHashCode(): compare values instead");
    }
  }

  /** The methods that a class file names, as {@code owner.name}. */
  private static List<String> calls(byte[] classFile) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
    in.skipBytes(8);
    int count = in.readUnsignedShort();
    String[] texts = new String[count];
    int[] first = new int[count];
    int[] second = new int[count];
    List<Integer> methods = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> texts[i] = in.readUTF();
        case 7, 8, 16, 19, 20 -> first[i] = in.readUnsignedShort();
        case 9, 10, 11, 12, 17, 18 -> {
          first[i] = in.readUnsignedShort();
          second[i] = in.readUnsignedShort();
          if (tag == 10 || tag == 11) {
            methods.add(i);
          }
        }
        case 15 -> in.skipBytes(3);
        case 5, 6 -> {
          in.skipBytes(8);
          i++; // takes two places
        }
        default -> in.skipBytes(4);
      }
    }
    return methods.stream()
        .map(at -> texts[first[first[at]]] + "." + texts[first[second[at]]])
        .toList();
  }
}

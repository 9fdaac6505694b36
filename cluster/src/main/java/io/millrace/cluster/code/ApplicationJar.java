package io.millrace.cluster.code;

import io.millrace.functions.Application;
import io.millrace.functions.StreamFunction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipException;

/**
 * A user's jar: finds the applications in it, loads its classes. Applications are those named in
 * {@code META-INF/services/io.millrace.functions.Application}, or else all public concrete classes
 * of the jar that implement it.
 */
public final class ApplicationJar implements AutoCloseable {
  private static final String SERVICES = "META-INF/services/" + Application.class.getName();

  private final Path path;
  private final String hash;
  private final ChildFirstClassLoader loader;
  private final Map<String, ClassHead> heads = new TreeMap<>();
  private List<String> named = List.of();

  private ApplicationJar(Path path, String hash) throws IOException {
    this.path = path;
    this.hash = hash;
    try (JarFile jar = new JarFile(path.toFile())) {
      readHeads(jar);
      readServices(jar);
    }
    loader = new ChildFirstClassLoader(path.toUri().toURL(), ApplicationJar.class.getClassLoader());
  }

  /**
   * Opens a jar.
   *
   * @throws CodeException if it is not there, or no jar
   */
  public static ApplicationJar open(Path path) {
    if (!Files.exists(path)) {
      throw new CodeException("jar not found: file=" + path + "; correct the path");
    }
    if (!Files.isRegularFile(path)) {
      throw new CodeException("not a jar: file=" + path + "; it is a directory");
    }
    try {
      return new ApplicationJar(path, hash(path));
    } catch (ZipException e) {
      throw new CodeException(
          "not a jar: file=" + path + ", problem=" + e.getMessage() + "; build it again", e);
    } catch (IOException e) {
      throw new CodeUnreadableException("jar cannot be read: file=" + path + ", error=" + e, e);
    }
  }

  private static String hash(Path path) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(path), digest)) {
        in.transferTo(java.io.OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private void readHeads(JarFile jar) throws IOException {
    for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
      String name = entry.getName();
      if (name.endsWith(".class")
          && !name.startsWith("META-INF/")
          && !name.endsWith("module-info.class")
          && !name.endsWith("package-info.class")) {
        try (InputStream in = jar.getInputStream(entry)) {
          ClassHead head = ClassHead.read(in);
          heads.put(head.name(), head);
        } catch (IOException e) {
          throw new ZipException("entry damaged: " + name + ", " + e.getMessage());
        }
      }
    }
  }

  private void readServices(JarFile jar) throws IOException {
    JarEntry services = jar.getJarEntry(SERVICES);
    if (services != null) {
      try (InputStream in = jar.getInputStream(services)) {
        named =
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
      }
    }
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** The SHA-256 of the file, in hexadecimal digits. */
  public String hash() {
    return hash;
  }

  /** Loads its classes, and those of the engine that users may see. */
  public ClassLoader loader() {
    return loader;
  }

  /**
   * The application of a name, or the only one there is.
   *
   * @param name null if there is but one
   * @throws CodeException if there is none of that name, or none at all, or several and no name was
   *     given
   */
  public Application application(String name) {
    List<Application> all = applications();
    if (all.isEmpty()) {
      throw new CodeException(withoutApplication());
    }
    if (name == null && all.size() == 1) {
      return all.get(0);
    }
    List<String> names = all.stream().map(Application::name).sorted().toList();
    if (name == null) {
      throw new CodeException(
          "several applications in the jar: jar=" + path + "; choose one with --app: " + names);
    }
    return all.stream()
        .filter(application -> application.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CodeException(
                    "unknown application: app=" + name + ", jar=" + path + "; known: " + names));
  }

  private List<Application> applications() {
    List<String> classes =
        !named.isEmpty()
            ? named
            : implementing(Application.class).stream()
                .filter(head -> head.isPublic() && head.isConcrete())
                .map(ClassHead::name)
                .toList();
    return classes.stream().map(name -> instance(type(name), Application.class)).toList();
  }

  private String withoutApplication() {
    String hidden =
        implementing(Application.class).stream()
            .filter(ClassHead::isConcrete)
            .map(ClassHead::name)
            .findFirst()
            .orElse(null);
    if (hidden != null) {
      return "application is not public: jar=" + path + ", class=" + hidden + "; make it public";
    }
    List<String> functions =
        implementing(StreamFunction.class).stream()
            .filter(ClassHead::isConcrete)
            .map(ClassHead::name)
            .toList();
    return functions.isEmpty()
        ? "no functions in the jar: jar="
            + path
            + "; it needs a public class that implements "
            + Application.class.getName()
            + ", or start one class with --function CLASS --in TOPIC=URI --out TOPIC=URI"
        : "no application in the jar: jar="
            + path
            + "; start a function of it with --function CLASS --in TOPIC=URI --out TOPIC=URI: "
            + functions;
  }

  /** Classes of the jar that reach {@code type} through classes of the jar. */
  private List<ClassHead> implementing(Class<?> type) {
    Set<String> reaching = new LinkedHashSet<>(Set.of(type.getName()));
    List<ClassHead> found = new ArrayList<>();
    for (boolean more = true; more; ) {
      more = false;
      for (ClassHead head : heads.values()) {
        if (!reaching.contains(head.name())
            && head.parents().stream().anyMatch(reaching::contains)) {
          reaching.add(head.name());
          found.add(head);
          more = true;
        }
      }
    }
    return found;
  }

  /**
   * A class of the jar, by its full name or, if only one is called so, its simple name.
   *
   * @throws CodeException if there is none
   */
  public Class<?> type(String name) {
    String full = name;
    if (!heads.containsKey(name)) {
      List<String> called =
          heads.keySet().stream()
              .filter(known -> known.endsWith("." + name) || known.endsWith("$" + name))
              .toList();
      if (called.size() != 1) {
        throw new CodeException(
            "class not found: class="
                + name
                + ", jar="
                + path
                + (called.isEmpty() ? "; correct the name" : "; choose one of " + called));
      }
      full = called.get(0);
    }
    try {
      return Class.forName(full, true, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new CodeUnreadableException(
          "class cannot be loaded: class="
              + full
              + ", jar="
              + path
              + ", error="
              + e
              + "; does the jar hold all that it needs?",
          e);
    }
  }

  /** Makes an instance by the constructor without arguments. */
  public static <T> T instance(Class<?> type, Class<T> as) {
    if (!as.isAssignableFrom(type)) {
      throw new CodeException(
          "class of another kind: class=" + type.getName() + "; it must be a " + as.getName());
    }
    try {
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return as.cast(constructor.newInstance());
    } catch (NoSuchMethodException e) {
      throw new CodeException(
          "constructor missing: class="
              + type.getName()
              + "; add a public constructor without arguments",
          e);
    } catch (InvocationTargetException e) {
      throw new UserCodeException("constructor failed: class=" + type.getName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new CodeException(
          "class cannot be instantiated: class=" + type.getName() + ", error=" + e, e);
    }
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.millrace.runtime.state;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where an application keeps its state.
 *
 * @param backend {@link #HEAP}'s, or the name of a {@link StateBackendKind}
 * @param memoryBytes what the backend may use in this process; 0 for the heap
 */
public record StateChoice(String backend, long memoryBytes) {
  private static final String HEAP_NAME = "heap";

  /** State in the heap. */
  public static final StateChoice HEAP = new StateChoice(HEAP_NAME, 0);

  /**
   * What somebody asks for.
   *
   * @param backend null for the heap
   * @param memoryBytes null for what is usual
   * @throws IllegalArgumentException if there is no such backend here, or it has no use for so
   *     little memory, or for any
   */
  public static StateChoice of(String backend, Long memoryBytes) {
    if (backend == null || backend.equals(HEAP_NAME)) {
      if (memoryBytes != null) {
        throw new IllegalArgumentException(
            "memory for state is for backends outside the heap: state=heap; leave it out, or"
                + " choose another of "
                + names());
      }
      return HEAP;
    }
    StateBackendKind kind = kind(backend);
    long bytes = memoryBytes == null ? kind.usualMemoryBytes() : memoryBytes;
    if (bytes < kind.leastMemoryBytes()) {
      throw new IllegalArgumentException(
          "memory for state too small: state="
              + backend
              + ", bytes="
              + bytes
              + "; at least "
              + (kind.leastMemoryBytes() >> 20)
              + "m");
    }
    return new StateChoice(backend, bytes);
  }

  private static StateBackendKind kind(String name) {
    return kinds().stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no such state backend: state=" + name + "; one of " + names()));
  }

  private static String names() {
    return Stream.concat(Stream.of(HEAP_NAME), kinds().stream().map(StateBackendKind::name))
        .collect(Collectors.joining(", "));
  }

  private static List<StateBackendKind> kinds() {
    return ServiceLoader.load(StateBackendKind.class, StateChoice.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /** Whether state is in the heap. */
  public boolean isHeap() {
    return backend.equals(HEAP_NAME);
  }

  /**
   * Opens it.
   *
   * @param directory for its working files
   * @param partitions how many there are at most
   * @throws IllegalStateException if that cannot be; says what to do
   */
  public StateBackend open(Path directory, int partitions) {
    if (!isHeap()) {
      return kind(backend).open(directory, memoryBytes, partitions);
    }
    List<StateBackendKind> kinds = kinds(); // there is one
    return kinds.isEmpty()
        ? StateBackend.heap()
        : StateBackend.heap(kinds.get(0).reader(directory));
  }

  /** As it stands in documents. */
  public String encode() {
    return isHeap() ? HEAP_NAME : backend + "," + memoryBytes;
  }

  /**
   * Reads what {@link #encode} wrote. Whether there is such a backend here, opening it will tell.
   *
   * @throws IllegalStateException if it is something else
   */
  public static StateChoice decode(String text) {
    int comma = text.indexOf(',');
    try {
      return comma < 0 && text.equals(HEAP_NAME)
          ? HEAP
          : new StateChoice(text.substring(0, comma), Long.parseLong(text.substring(comma + 1)));
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalStateException("state backend not understood: state=" + text, e);
    }
  }

  /** For people. */
  @Override
  public String toString() {
    return isHeap() ? HEAP_NAME : backend + " (" + (memoryBytes >> 20) + " MiB)";
  }
}

package io.millrace.scheduler.mesos.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.mesos.protobuf.TextFormat;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** What a real master said: the files below {@code src/test/resources/recordings}. */
public final class Recordings {
  private static final Path ROOT = root();

  private Recordings() {}

  private static Path root() {
    try {
      return Path.of(Recordings.class.getResource("/recordings").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All streams: {@code 01-lifecycle/01-SUBSCRIBE}. */
  public static Stream<String> streams() {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .map(file -> ROOT.relativize(file).toString())
          .filter(name -> name.endsWith(".response.recordio"))
          .map(name -> name.substring(0, name.length() - ".response.recordio".length()))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(ROOT.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static boolean exists(String name) {
    return Files.exists(ROOT.resolve(name));
  }

  public static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  /** The body behind the head. */
  public static byte[] body(String name) {
    byte[] all = bytes(name);
    for (int i = 0; i + 3 < all.length; i++) {
      if (all[i] == '\r' && all[i + 1] == '\n' && all[i + 2] == '\r' && all[i + 3] == '\n') {
        return java.util.Arrays.copyOfRange(all, i + 4, all.length);
      }
    }
    throw new IllegalArgumentException("no head: " + name);
  }

  /**
   * A stream's events as whoever recorded them has decoded them, but for what masters can that our
   * messages have no name for.
   */
  public static List<Event> events(String stream) {
    List<Event> events = new ArrayList<>();
    for (String block : text(stream + ".events.txt").split("--- event \\d+\n")) {
      if (!block.isBlank()) {
        Event.Builder event = Event.newBuilder();
        try {
          TextFormat.merge(block.replace("type: QUOTA_V2", ""), event);
        } catch (TextFormat.ParseException e) {
          throw new IllegalStateException(stream + ": " + block, e);
        }
        events.add(withoutCapabilities(event.build()));
      }
    }
    return events;
  }

  /** An event that can be compared with {@link #events}. */
  public static Event withoutCapabilities(Event event) {
    Event.Builder builder = event.toBuilder();
    if (event.hasSubscribed()) {
      builder.getSubscribedBuilder().getMasterInfoBuilder().clearCapabilities();
    }
    return builder.build();
  }
}

package io.millrace.connector.files;

import io.millrace.functions.connect.Connector;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.Source;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Files and standard output by address: {@code file:claims.jsonl}, {@code
 * file:/in/x.csv?follow=true&delimiter=;}, {@code dir:input/?follow=true}, {@code stdout}.
 *
 * <p>Options of sources: {@code format} (json, csv, text; else as the name ends), {@code follow},
 * {@code strict}, {@code delimiter} (a character, or {@code tab}), {@code columns} (names between
 * commas), {@code maxLineBytes}. Of sinks: {@code format}, {@code delimiter}, {@code columns},
 * {@code sync}; with {@code dir:} also {@code every} (as in PT1M) and {@code bytes}, when a part is
 * complete. Of stdout: {@code format}. They may also stand in the address itself.
 */
public final class FileConnector implements Connector {
  private static final Set<String> SOURCE_OPTIONS =
      Set.of("format", "follow", "strict", "delimiter", "columns", "maxLineBytes");
  private static final Set<String> SINK_OPTIONS = Set.of("format", "delimiter", "columns", "sync");
  private static final Set<String> PART_OPTIONS =
      Set.of("format", "delimiter", "columns", "sync", "every", "bytes");
  private static final Set<String> STDOUT_OPTIONS = Set.of("format");

  /** Called by {@link java.util.ServiceLoader}. */
  public FileConnector() {}

  @Override
  public Set<String> schemes() {
    return Set.of("file", "dir", "stdout");
  }

  @Override
  public <T> Source<T> source(URI address, Map<String, String> options) {
    String scheme = scheme(address);
    if (scheme.equals("stdout")) {
      throw new IllegalArgumentException(
          "stdout cannot be read: address=" + address + "; read file:PATH or dir:PATH");
    }
    Options given = new Options(address, options, SOURCE_OPTIONS);
    Path path = Address.of(address);
    boolean directory = scheme.equals("dir");
    Format format = given.value("format", Format::named, null);
    if (format == null && !directory) {
      format = Format.ofFile(path.getFileName().toString());
    }
    ReadOptions read =
        new ReadOptions(
            format,
            given.value("follow", FileConnector::truth, false),
            given.value("strict", FileConnector::truth, false),
            given.value("delimiter", FileConnector::delimiter, ','),
            given.value("columns", FileConnector::names, null),
            given.value("maxLineBytes", Integer::valueOf, 1 << 20));
    return new FileSource<>(path, read, directory);
  }

  @Override
  public <T> Sink<T> sink(URI address, Map<String, String> options) {
    return switch (scheme(address)) {
      case "stdout" -> {
        Options given = new Options(address, options, STDOUT_OPTIONS);
        Format format = given.value("format", Format::named, Format.JSON);
        yield new StdoutSink<>(WriteOptions.of(format), null);
      }
      case "dir" -> partSink(address, options);
      default -> fileSink(address, options);
    };
  }

  private static <T> Sink<T> partSink(URI address, Map<String, String> options) {
    Options given = new Options(address, options, PART_OPTIONS);
    PartFileSink<T> sink =
        PartFileSink.of(
            Address.of(address),
            new WriteOptions(
                given.value("format", Format::named, Format.JSON),
                given.value("delimiter", FileConnector::delimiter, ','),
                given.value("columns", FileConnector::names, null),
                given.value("sync", FileConnector::truth, true)));
    Duration every = given.value("every", FileConnector::duration, null);
    Long bytes = given.value("bytes", Long::valueOf, null);
    PartFileSink<T> aged = every == null ? sink : sink.every(every);
    return bytes == null ? aged : aged.bytes(bytes);
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a length of time as in PT30S or PT1H", e);
    }
  }

  private static <T> Sink<T> fileSink(URI address, Map<String, String> options) {
    Options given = new Options(address, options, SINK_OPTIONS);
    Path path = Address.of(address);
    Format format = given.value("format", Format::named, null);
    return new FileSink<>(
        path,
        new WriteOptions(
            format != null ? format : Format.ofFile(path.getFileName().toString()),
            given.value("delimiter", FileConnector::delimiter, ','),
            given.value("columns", FileConnector::names, null),
            given.value("sync", FileConnector::truth, true)));
  }

  /** The scheme; {@code stdout} may stand without a colon. */
  private String scheme(URI address) {
    String scheme = address.getScheme() != null ? address.getScheme() : address.getPath();
    if (!schemes().contains(scheme)) {
      throw new IllegalArgumentException(
          "not a file: address=" + address + "; schemes known are " + new TreeSet<>(schemes()));
    }
    return scheme;
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true", "" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static char delimiter(String text) {
    if (text.equals("tab") || text.equals("\\t")) {
      return '\t';
    }
    if (text.length() != 1) {
      throw new IllegalArgumentException("neither one character nor tab");
    }
    return text.charAt(0);
  }

  private static List<String> names(String text) {
    return List.of(text.split(","));
  }

  /** The options of an address, all of them known. */
  private static final class Options {
    private final URI address;
    private final Map<String, String> values = new TreeMap<>();

    Options(URI address, Map<String, String> given, Set<String> known) {
      this.address = address;
      String raw = address.getRawSchemeSpecificPart();
      int question = raw.indexOf('?');
      if (question >= 0) {
        for (String option : raw.substring(question + 1).split("&")) {
          String[] pair = option.split("=", 2);
          values.put(decoded(pair[0]), pair.length == 1 ? "" : decoded(pair[1]));
        }
      }
      values.putAll(given);
      for (String name : values.keySet()) {
        if (!known.contains(name)) {
          throw new IllegalArgumentException(
              "option unknown: option="
                  + name
                  + ", address="
                  + address
                  + "; known are "
                  + new TreeSet<>(known));
        }
      }
    }

    private static String decoded(String text) {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    <V> V value(String name, Function<String, V> parse, V otherwise) {
      String text = values.get(name);
      if (text == null) {
        return otherwise;
      }
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "option makes no sense: "
                + name
                + "="
                + text
                + ", address="
                + address
                + "; "
                + e.getMessage(),
            e);
      }
    }
  }
}

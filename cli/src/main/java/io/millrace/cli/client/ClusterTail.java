package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.CommandFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Follows a topic on all workers: a stream from each, of the partitions that it has. Where a stream
 * ends, because a partition moves or the worker is gone, another is opened at the new owner, behind
 * the last record that came. Used by one thread; each stream is read by another.
 */
final class ClusterTail implements AutoCloseable {
  private static final int QUEUED = 1024;
  private static final long LOOK_NS = 1_000_000_000L;
  private static final long POLL_MS = 100;

  private final ClusterApplication application;
  private final String path;

  /** By partition: where to go on, an offset or a word. */
  private final Map<Integer, String> positions = new TreeMap<>();

  private final Map<Integer, Stream> streams = new HashMap<>();
  private final BlockingQueue<Arrived> arrived = new ArrayBlockingQueue<>(QUEUED);

  /** Something that a stream gave; without an event, it has ended. */
  private record Arrived(Stream from, ServerEvents.Event event) {}

  /** What one worker gives. */
  private final class Stream implements AutoCloseable {
    private final String api;
    private final List<Integer> partitions;
    private final ServerEvents events;
    private final Thread thread;
    private volatile boolean closed;

    Stream(String api, List<Integer> partitions, ServerEvents events) {
      this.api = api;
      this.partitions = partitions;
      this.events = events;
      this.thread = new Thread(this::read, "millrace-tail");
      thread.setDaemon(true);
    }

    private void read() {
      try {
        ServerEvents.Event event = null;
        do {
          event = next();
          arrived.put(new Arrived(this, event));
        } while (event != null && !closed);
      } catch (InterruptedException e) {
        // nobody wants more
      }
    }

    private ServerEvents.Event next() {
      try {
        return events.next();
      } catch (IOException e) {
        return null; // the worker has gone
      }
    }

    @Override
    public void close() {
      closed = true;
      thread.interrupt();
      try {
        events.close();
      } catch (IOException e) {
        // it is closed all the same
      }
    }
  }

  ClusterTail(
      ClusterApplication application, String topic, List<Integer> partitions, boolean fromStart) {
    this.application = application;
    this.path = application.paths().topic(topic) + "/tail";
    partitions.forEach(partition -> positions.put(partition, fromStart ? "start" : "now"));
  }

  /**
   * Gives records as they come, until nobody wants more or the application was stopped.
   *
   * @throws CommandFailedException if the topic cannot be read
   */
  void run(Predicate<JsonNode> wanted) {
    openMissing(application.look());
    long lookedNs = System.nanoTime();
    while (true) {
      Arrived next = poll();
      if (next != null && !take(next, wanted)) {
        return;
      }
      boolean missing = streams.size() < positions.size();
      if (System.nanoTime() - lookedNs > (missing ? POLL_MS * 1_000_000 : LOOK_NS)) {
        lookedNs = System.nanoTime();
        WorkerMap where;
        try {
          where = application.look();
        } catch (NotFoundException e) {
          return; // it was stopped
        }
        closeMoved(where);
        openMissing(where);
      }
    }
  }

  private Arrived poll() {
    try {
      return arrived.poll(POLL_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }

  private boolean take(Arrived next, Predicate<JsonNode> wanted) {
    if (next.from.closed) {
      return true; // it comes again from the other worker
    }
    if (next.event == null) {
      drop(next.from);
      return true;
    }
    JsonNode data = next.event.data();
    if ("start".equals(next.event.name())) {
      data.properties()
          .forEach(
              begin -> positions.put(Integer.parseInt(begin.getKey()), begin.getValue().asText()));
      return true;
    }
    positions.put(data.path("partition").asInt(), Long.toString(data.path("offset").asLong() + 1));
    return wanted.test(data);
  }

  private void drop(Stream stream) {
    stream.close();
    stream.partitions.forEach(streams::remove);
  }

  /** Ends streams of workers that own their partitions no more: they may be silent for ever. */
  private void closeMoved(WorkerMap where) {
    for (Stream stream : List.copyOf(streams.values())) {
      boolean moved =
          stream.partitions.stream().anyMatch(p -> !stream.api.equals(where.apis().get(p)));
      if (moved && !stream.closed) {
        drop(stream);
      }
    }
  }

  private void openMissing(WorkerMap where) {
    Map<String, List<Integer>> missing = new HashMap<>();
    for (int partition : positions.keySet()) {
      String api = where.apis().get(partition);
      if (!streams.containsKey(partition) && api != null) {
        missing.computeIfAbsent(api, any -> new ArrayList<>()).add(partition);
      }
    }
    missing.forEach(this::open);
  }

  private void open(String api, List<Integer> partitions) {
    StringBuilder query = new StringBuilder();
    Iterator<Integer> each = partitions.iterator();
    for (char separator = '?'; each.hasNext(); separator = '&') {
      int partition = each.next();
      query.append(separator).append("at=").append(partition);
      query.append(':').append(positions.get(partition));
    }
    try {
      Stream stream =
          new Stream(
              api, partitions, new ServerEvents(application.worker(api).stream(path + query)));
      partitions.forEach(partition -> streams.put(partition, stream));
      stream.thread.start();
    } catch (NobodyThereException | NotNowException | AnswerLostException e) {
      // it is looked for again
    }
  }

  @Override
  public void close() {
    List.copyOf(streams.values()).forEach(Stream::close);
  }
}

package io.millrace.runtime.local;

import io.millrace.functions.connect.SinkPosition;
import io.millrace.runtime.MetadataStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Positions of sinks that store none themselves: one line per partition, generation and offset. */
public final class SinkPositions {
  private final MetadataStore store;
  private final String document;
  private final Executor disk;

  /**
   * The positions of a sink in a store.
   *
   * @param disk writes them: a sink does not stand still until a disk has them
   */
  public SinkPositions(MetadataStore store, String sink, Executor disk) {
    this.store = store;
    this.document = "sink-" + sink + ".positions";
    this.disk = disk;
  }

  Optional<List<SinkPosition>> read() {
    return store
        .read(document)
        .map(
            bytes -> {
              List<SinkPosition> positions = new ArrayList<>();
              for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
                String[] fields = line.split(" ");
                positions.add(
                    new SinkPosition(Integer.parseInt(fields[0]), Long.parseLong(fields[1])));
              }
              return positions;
            });
  }

  /** Begins to write them. The next are written when these are. */
  CompletableFuture<Void> write(List<SinkPosition> positions) {
    StringBuilder text = new StringBuilder();
    for (SinkPosition position : positions) {
      text.append(position.generation()).append(' ').append(position.offset()).append('\n');
    }
    byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
    return CompletableFuture.runAsync(() -> store.write(document, content), disk);
  }
}

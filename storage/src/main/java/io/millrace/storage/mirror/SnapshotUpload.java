package io.millrace.storage.mirror;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.snapshot.OutgoingSnapshot;
import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotHead;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.storage.mirror.MirrorManifest.Snapshot;
import java.io.Closeable;
import java.io.IOException;

/** Copies one snapshot of a store into a mirror, a piece at a time. One thread. */
final class SnapshotUpload implements Closeable {
  private static final int PIECE_BYTES = 256 << 10;

  private final SnapshotId id;
  private final String file;
  private final boolean last;
  private final long journalStart;
  private final OutgoingSnapshot source;
  private final MirrorOutput target;
  private final byte[] piece = new byte[PIECE_BYTES];
  private long position;

  /**
   * Begins.
   *
   * @throws SnapshotException if the store has no such snapshot any more
   */
  SnapshotUpload(
      SnapshotStore store, SnapshotId id, MirrorFolder folder, int term, long journalStart)
      throws IOException {
    this.id = id;
    this.journalStart = journalStart;
    last = isLast(store, id);
    file = MirrorFolder.snapshot(term, id.generation(), id.offset());
    source = store.send(id);
    try {
      folder.files().delete(folder.path(file)); // half of it, from a try before
      target = folder.files().create(folder.path(file));
    } catch (IOException e) {
      source.close();
      throw e;
    }
  }

  private static boolean isLast(SnapshotStore store, SnapshotId id) {
    ByteOutput chunk = new ByteOutput(1 << 12);
    try (SnapshotInput input = store.open(id)) {
      return input.read(chunk) && SnapshotHead.isLast(chunk);
    }
  }

  /**
   * Copies what can be read now.
   *
   * @return how many bytes; 0 if the disk has none yet
   * @throws SnapshotException if the snapshot cannot be read
   */
  int work() throws IOException {
    int read = source.read(position, piece, 0, piece.length);
    if (read < 0) {
      throw new SnapshotException("snapshot cannot be read: snapshot=" + id);
    }
    target.write(piece, 0, read);
    position += read;
    return read;
  }

  /** The name of the file that it writes. */
  String file() {
    return file;
  }

  boolean isComplete() {
    return source.length() >= 0 && position == source.length();
  }

  /** Makes it durable; it counts once the manifest names it. */
  Snapshot finish() throws IOException {
    target.flush();
    return new Snapshot(file, id, last, journalStart);
  }

  @Override
  public void close() throws IOException {
    source.close();
    target.close();
  }
}

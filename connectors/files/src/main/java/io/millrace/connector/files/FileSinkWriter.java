package io.millrace.connector.files;

import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Appends to one file. See {@link FileSink} for how it keeps each record exactly once. */
final class FileSinkWriter<T> implements SinkWriter<T> {
  private static final int FLUSH_BYTES = 128 << 10;

  private final Path file;
  private final Path positionsFile;
  private final WriteOptions options;
  private final Topic<T> topic;
  private final boolean sync;
  private final FileChannel lock;
  private final FileChannel data;
  private final LineBuffer buffer = new LineBuffer();
  private LineWriter<T> writer;
  private CommittedPositions committed;
  private long written; // bytes of this sink in the file; the buffer's come behind them
  private boolean claimed; // whether positions stand beside the file

  private FileSinkWriter(
      Path file,
      WriteOptions options,
      Topic<T> topic,
      FileChannel lock,
      FileChannel data,
      CommittedPositions committed,
      LineWriter<T> writer) {
    this.file = file;
    this.positionsFile = positionsFile(file);
    this.options = options;
    this.topic = topic;
    this.sync = options.sync();
    this.lock = lock;
    this.data = data;
    this.committed = committed;
    this.written = committed.length();
    this.claimed = Files.exists(positionsFile);
    this.writer = writer;
  }

  static <T> FileSinkWriter<T> open(Path file, WriteOptions options, SinkStart<T> start)
      throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(
          "a sink writes to one file: path=" + file + " is a directory; name a file in it");
    }
    Files.createDirectories(file.getParent());
    FileChannel lock = lock(file);
    try {
      return open(file, options, start, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Opens a file that nobody else can have; {@code lock} is closed with it, if there is one. */
  static <T> FileSinkWriter<T> open(
      Path file, WriteOptions options, SinkStart<T> start, FileChannel lock) throws IOException {
    FileChannel data = null;
    try {
      data =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      CommittedPositions committed = committed(file, data.size(), start);
      data.truncate(committed.length());
      List<String> header =
          options.format() == Format.CSV && committed.length() > 0
              ? header(file, data, committed.length(), options)
              : null;
      LineWriter<T> writer = LineWriter.of(options, start.topic(), header);
      return new FileSinkWriter<>(file, options, start.topic(), lock, data, committed, writer);
    } catch (IOException | RuntimeException e) {
      if (data != null) {
        data.close();
      }
      throw e;
    }
  }

  /** A file of its own: closing any other reader of the data file would let go of a lock on it. */
  static FileChannel lock(Path file) throws IOException {
    Path path = file.resolveSibling("." + file.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // held within this process: lock stays null
    }
    if (lock == null) {
      channel.close();
      throw new IOException(
          "file is being written by another sink: file="
              + file
              + ", lock="
              + path
              + "; stop the other one, or take another file");
    }
    return channel;
  }

  private static CommittedPositions committed(Path file, long size, SinkStart<?> start)
      throws IOException {
    Path positionsFile = positionsFile(file);
    if (!Files.exists(positionsFile)) {
      if (size > 0) {
        throw new IOException(
            "file is not this sink's: file="
                + file
                + " holds "
                + size
                + " bytes, and there is no "
                + positionsFile
                + "; move the file away or take another name");
      }
      return new CommittedPositions(0, Collections.nCopies(start.partitions(), SinkPosition.START));
    }
    CommittedPositions committed = CommittedPositions.read(positionsFile);
    if (committed.positions().size() != start.partitions()) {
      throw new IOException(
          "sink was written by an application of another number of partitions: file="
              + positionsFile
              + ", partitions="
              + committed.positions().size()
              + ", now="
              + start.partitions()
              + "; move it and the data file away or take another name");
    }
    if (size < committed.length()) {
      throw new IOException(
          "file is shorter than what was committed: file="
              + file
              + ", size="
              + size
              + ", committed="
              + committed.length()
              + " in "
              + positionsFile
              + "; put the lines back, or move both files away to have everything written again that"
              + " the journals still hold");
    }
    return committed;
  }

  private static List<String> header(Path file, FileChannel data, long length, WriteOptions options)
      throws IOException {
    byte[] bytes = new byte[(int) Math.min(length, 1 << 20)];
    ByteBuffer into = ByteBuffer.wrap(bytes);
    while (into.hasRemaining() && data.read(into, into.position()) >= 0) {}
    CsvCells cells = new CsvCells(options.delimiter());
    try {
      cells.split(bytes, 0, Math.max(0, cells.end(bytes, 0, bytes.length)));
    } catch (MalformedLine e) {
      throw new IOException("header row cannot be used: file=" + file + "; " + e.getMessage());
    }
    List<String> header = List.of(cells.toArray(new String[0]));
    if (options.columns() != null && !options.columns().equals(header)) {
      throw new IOException(
          "file has other columns: file="
              + file
              + ", columns="
              + header
              + ", wanted="
              + options.columns()
              + "; write to a new file");
    }
    return header;
  }

  static Path positionsFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".positions");
  }

  @Override
  public Optional<List<SinkPosition>> committed() {
    return Optional.of(committed.positions());
  }

  @Override
  public void write(int partition, long offset, StreamRecord<T> record) throws IOException {
    if (buffer.size() >= FLUSH_BYTES) {
      drain(); // before the record is taken: if there is no room, it was not
    }
    int before = buffer.size();
    try {
      writer.write(record.value(), buffer);
    } catch (IOException | RuntimeException e) {
      buffer.cutTo(before);
      throw e;
    }
  }

  @Override
  public void commit(List<SinkPosition> positions) throws IOException {
    writer.begin(buffer);
    drain();
    boolean grown = written > committed.length();
    if (!grown && positions.equals(committed.positions())) {
      return;
    }
    CommittedPositions next = new CommittedPositions(written, positions);
    try {
      if (grown && sync) {
        data.force(false);
      }
      next.write(positionsFile, sync);
    } catch (IOException e) {
      throw FullDisk.orSame(positionsFile, e);
    }
    committed = next;
  }

  /** Positions come before the first byte: else a crash left a file that seems to be another's. */
  private void claim() throws IOException {
    if (!claimed) {
      try {
        committed.write(positionsFile, sync);
      } catch (IOException e) {
        throw FullDisk.orSame(positionsFile, e);
      }
      claimed = true;
    }
  }

  /** Writes at a place of its own choice, so that after a failure it can be tried again. */
  private void drain() throws IOException {
    if (buffer.size() > 0) {
      claim();
    }
    ByteBuffer bytes = ByteBuffer.wrap(buffer.bytes(), 0, buffer.size());
    try {
      while (bytes.hasRemaining()) {
        data.write(bytes, written + bytes.position());
      }
    } catch (IOException e) {
      throw FullDisk.orSame(
          file,
          new IOException(
              "file cannot be written: file="
                  + file
                  + ", position="
                  + (written + bytes.position())
                  + "; "
                  + e.getMessage(),
              e));
    }
    written += buffer.size();
    buffer.cutTo(0);
  }

  @Override
  public Optional<String> mark() {
    return Optional.of(Long.toString(committed.length()));
  }

  /** What is behind the length that the positions name is no part of the file, so they go first. */
  @Override
  public void goBack(String mark, List<SinkPosition> positions) throws IOException {
    CommittedPositions former = new CommittedPositions(Long.parseLong(mark), positions);
    if (former.length() > committed.length()) {
      throw new IOException(
          "file is shorter than at a former commit: file="
              + file
              + ", committed="
              + committed.length()
              + ", then="
              + former.length()
              + "; move it and "
              + positionsFile
              + " away to have all written again that the journals still hold");
    }
    former.write(positionsFile, sync);
    data.truncate(former.length());
    committed = former;
    written = former.length();
    buffer.cutTo(0);
    claimed = true;
    if (written == 0) {
      writer = LineWriter.of(options, topic, null); // the header is gone, too
    }
  }

  @Override
  public void close() throws IOException {
    data.close();
    if (lock != null) {
      lock.close();
    }
  }

  /** What the last commit made durable. */
  CommittedPositions lastCommit() {
    return committed;
  }

  /** Whether something was written since the last commit. */
  boolean isUncommitted() {
    return written > committed.length() || buffer.size() > 0;
  }
}

package io.millrace.cli.offline;

import io.millrace.cli.WrongUsageException;
import io.millrace.cluster.code.LoadedApplication;
import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.PlanCompiler;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.runtime.state.StateBackend;
import io.millrace.state.rocksdb.RocksFilesReader;
import io.millrace.storage.DataDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The data directory of an application that does not run: nobody writes to it for as long as this
 * is open, nor does this.
 */
public final class OfflineData implements AutoCloseable {
  private final DataDirectory directory;
  private final LoadedApplication application;
  private final Map<String, String> settings;
  private final byte[] stored;
  private final ApplicationMetadata metadata;
  private final Map<Integer, Journal> journals = new HashMap<>();

  private OfflineData(
      DataDirectory directory, LoadedApplication application, Map<String, String> settings) {
    this.directory = directory;
    this.application = application;
    this.settings = settings;
    this.stored =
        directory
            .metadata()
            .read(ApplicationMetadata.DOCUMENT)
            .orElseThrow(() -> nothingThere(directory.path()));
    this.metadata = ApplicationMetadata.decode(stored);
    if (!metadata.name().equals(application.name())) {
      throw new WrongUsageException(
          "data directory of another application: dir="
              + directory.path()
              + ", application="
              + metadata.name()
              + ", given="
              + application.name()
              + "; give the jar that wrote it");
    }
  }

  /**
   * Opens a directory that an application has written.
   *
   * @throws io.millrace.runtime.journal.JournalException if a process has it
   */
  public static OfflineData open(
      Path path, LoadedApplication application, Map<String, String> settings) {
    if (!Files.isDirectory(path.resolve("metadata"))) {
      throw nothingThere(path);
    }
    DataDirectory directory = DataDirectory.openToRead(path);
    try {
      return new OfflineData(directory, application, settings);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static WrongUsageException nothingThere(Path path) {
    return new WrongUsageException(
        "no application's data there: dir=" + path + "; give the --data of a former run");
  }

  /** What is known of the application. */
  public ApplicationMetadata metadata() {
    return metadata;
  }

  /** An application as this jar declares it, with an ear for what it emits. */
  ApplicationPlan plan(ApplicationMetadata of, Emission emission) {
    return PlanCompiler.compile(
        application.name(),
        TracedApplication.of(application.define(settings), emission),
        of.names());
  }

  /** What is known of the application, to be changed at will. */
  ApplicationMetadata freshMetadata() {
    return ApplicationMetadata.decode(stored);
  }

  String codeHash() {
    return application.codeHash();
  }

  /** The journal of a partition. */
  public Journal journal(int partition) {
    if (partition < 0 || partition >= metadata.partitions()) {
      throw new WrongUsageException(
          "partition out of range: --partition "
              + partition
              + "; from 0 to "
              + (metadata.partitions() - 1));
    }
    return journals.computeIfAbsent(partition, p -> directory.journals().open(p, metadata.term()));
  }

  /**
   * Records that were journaled while other code ran than that of a version.
   *
   * @param snapshot where to begin; null for the beginning of the journal
   */
  long othersRecords(int partition, SnapshotId snapshot, long until, int codeVersion) {
    if (codeVersion == 1) {
      return 0; // there never was another
    }
    Journal journal = journal(partition);
    long others = 0;
    int deployed = snapshot == null ? codeVersion : snapshot.codeVersion();
    long from = snapshot == null ? journal.startOffset() : snapshot.offset();
    ByteOutput frame = new ByteOutput(1 << 14);
    try (JournalReader reader = journal.reader(from)) {
      while (reader.offset() < until && reader.read(frame)) {
        FrameType type = FrameHeader.type(frame.array(), 0);
        if (type == FrameType.DEPLOY) {
          deployed = FrameHeader.codeVersion(frame.array(), 0);
        } else if (type == FrameType.DATA && deployed != codeVersion) {
          others += FrameHeader.recordCount(frame.array(), 0);
        }
      }
    }
    return others;
  }

  /** Where a fold keeps its state; reads the snapshots of all backends. */
  StateBackend state() {
    // not in the data directory, which is only read
    return StateBackend.heap(new RocksFilesReader(Path.of(System.getProperty("java.io.tmpdir"))));
  }

  SnapshotStore snapshots() {
    return directory.snapshots();
  }

  /** The snapshots of a partition that its journal goes on from, oldest first. */
  public List<SnapshotId> usableSnapshots(int partition) {
    Journal journal = journal(partition);
    return directory.snapshots().list(partition).stream()
        .filter(id -> id.generation() == metadata.generation())
        .filter(id -> id.offset() >= journal.startOffset() && id.offset() <= journal.endOffset())
        .toList();
  }

  @Override
  public void close() {
    journals.values().forEach(Journal::close);
    directory.close();
  }
}

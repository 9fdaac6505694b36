package io.millrace.cli.run;

import io.millrace.cli.WrongUsageException;
import io.millrace.cluster.code.LoadedApplication;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.runtime.MemoryMetadataStore;
import io.millrace.runtime.MetadataStore;
import io.millrace.runtime.SystemClock;
import io.millrace.runtime.journal.MemoryJournal;
import io.millrace.runtime.local.LocalSettings;
import io.millrace.runtime.local.LocalStores;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.NameRegistry;
import io.millrace.runtime.plan.PlanCompiler;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import io.millrace.runtime.state.StateBackend;
import io.millrace.runtime.state.StateChoice;
import io.millrace.storage.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An application together with what it keeps. Holds the lock of its data directory until it is
 * closed.
 */
public final class Deployment implements AutoCloseable {
  private final ApplicationPlan plan;
  private final ApplicationMetadata before;
  private final ApplicationMetadata metadata;
  private final LocalStores stores;
  private final DataDirectory directory;
  private final boolean resumed;
  private final List<String> unusedStates;
  private final Path scratch;

  private Deployment(
      ApplicationPlan plan,
      ApplicationMetadata before,
      ApplicationMetadata metadata,
      LocalStores stores,
      DataDirectory directory,
      boolean resumed,
      List<String> unusedStates,
      Path scratch) {
    this.plan = plan;
    this.before = before;
    this.metadata = metadata;
    this.stores = stores;
    this.directory = directory;
    this.resumed = resumed;
    this.unusedStates = unusedStates;
    this.scratch = scratch;
  }

  /** An application that keeps nothing. */
  public static Deployment inMemory(
      LoadedApplication application,
      Map<String, String> settings,
      Integer partitions,
      StateChoice state) {
    ApplicationMetadata before = fresh(application.name(), partitions);
    ApplicationBuilder builder = application.define(settings);
    ApplicationPlan plan = PlanCompiler.compile(application.name(), builder, before.names());
    checkBounded(builder);
    ApplicationMetadata metadata = before.started(application.codeHash(), plan);
    Path scratch = scratch();
    LocalStores stores =
        new LocalStores(
            (partition, term) -> new MemoryJournal(),
            new MemorySnapshotStore(),
            new MemoryMetadataStore(),
            new SystemClock(),
            state.open(scratch, metadata.partitions()));
    return new Deployment(plan, before, metadata, stores, null, false, List.of(), scratch);
  }

  /** A directory for the working files of a state backend, where nothing else is kept. */
  private static Path scratch() {
    try {
      return Files.createTempDirectory("millrace-state-");
    } catch (IOException e) {
      throw new UncheckedIOException("no directory for temporary files: " + e.getMessage(), e);
    }
  }

  /**
   * An application that is about to run on a data directory: its next term begins.
   *
   * @param partitions null for what it has, or the default
   */
  public static Deployment start(
      LoadedApplication application,
      Map<String, String> settings,
      Path directory,
      Integer partitions,
      StateChoice state) {
    ApplicationBuilder builder = application.define(settings);
    // refused applications leave no directory behind
    PlanCompiler.compile(application.name(), builder, new NameRegistry());
    checkBounded(builder);
    DataDirectory data = DataDirectory.open(directory);
    try {
      MetadataStore store = data.metadata();
      Optional<ApplicationMetadata> known = read(store);
      known.ifPresent(metadata -> check(metadata, application.name(), partitions, directory));
      ApplicationMetadata before = known.orElseGet(() -> fresh(application.name(), partitions));
      ApplicationPlan plan = PlanCompiler.compile(application.name(), builder, before.names());
      ApplicationMetadata metadata = before.started(application.codeHash(), plan);
      LocalStores stores = stores(data, store, state.open(data.state(), metadata.partitions()));
      store.write(ApplicationMetadata.DOCUMENT, metadata.encode());
      boolean isUpdate = known.isPresent() && metadata.codeVersion() != before.codeVersion();
      List<String> unused = isUpdate ? metadata.unusedStates(plan) : List.of();
      return new Deployment(plan, before, metadata, stores, data, known.isPresent(), unused, null);
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /** A batch ends, so its input must. */
  private static void checkBounded(ApplicationBuilder builder) {
    if (!builder.batch()) {
      return;
    }
    if (builder.sources().isEmpty()) {
      throw new WrongUsageException(
          "nothing to run as a batch: the application has no sources; leave --batch out");
    }
    List<String> endless =
        builder.sources().stream()
            .filter(source -> !source.source().bounded())
            .map(source -> source.name() + " (" + source.source() + ")")
            .toList();
    if (!endless.isEmpty()) {
      throw new WrongUsageException(
          "input never ends, so it is no batch: sources="
              + endless
              + "; bind them to what ends (a file that is not followed), or leave --batch out");
    }
  }

  private static LocalStores stores(
      DataDirectory data, MetadataStore documents, StateBackend state) {
    return new LocalStores(data.journals(), data.snapshots(), documents, new SystemClock(), state);
  }

  private static Optional<ApplicationMetadata> read(MetadataStore store) {
    return store.read(ApplicationMetadata.DOCUMENT).map(ApplicationMetadata::decode);
  }

  private static void check(
      ApplicationMetadata metadata, String name, Integer partitions, Path directory) {
    if (!metadata.name().equals(name)) {
      throw new WrongUsageException(
          "data directory of another application: dir="
              + directory
              + ", application="
              + metadata.name()
              + ", started="
              + name
              + "; choose another --data");
    }
    if (partitions != null && partitions != metadata.partitions()) {
      throw new WrongUsageException(
          "number of partitions is fixed once there is data: dir="
              + directory
              + ", partitions="
              + metadata.partitions()
              + ", asked="
              + partitions
              + "; leave --partitions out, or start afresh with another --data");
    }
  }

  private static ApplicationMetadata fresh(String name, Integer partitions) {
    long number = name.hashCode() * 0x9E3779B97F4A7C15L ^ System.currentTimeMillis();
    int count = partitions == null ? LocalSettings.defaults().partitions() : partitions;
    return ApplicationMetadata.create(number, name, count);
  }

  /**
   * It could not be started, and nothing has run: the code that ran before is the code that may go
   * on, as if this one had never come.
   */
  void takeBack() {
    stores
        .metadata()
        .write(ApplicationMetadata.DOCUMENT, before.afterFailedStart(metadata).encode());
  }

  public ApplicationPlan plan() {
    return plan;
  }

  public ApplicationMetadata metadata() {
    return metadata;
  }

  public LocalStores stores() {
    return stores;
  }

  /** Where its data is; null if it keeps none. */
  public Path directory() {
    return directory == null ? null : directory.path();
  }

  /** States that former code had and this code, which is new to the data, does not declare. */
  List<String> unusedStates() {
    return unusedStates;
  }

  /** Whether there was data already. */
  public boolean isResumed() {
    return resumed;
  }

  @Override
  public void close() {
    stores.state().close();
    if (directory != null) {
      directory.close();
    }
    if (scratch != null) {
      // empty by now, unless something is still using it
      scratch.toFile().delete();
    }
  }
}

package io.millrace.state.rocksdb;

import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.Env;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.Priority;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * What all databases of a process share: one cache for blocks and filters, one bound for write
 * buffers (charged to that cache), the threads that flush and compact, and all options.
 */
final class SharedOptions implements AutoCloseable {
  private static final double FILTER_BITS_PER_KEY = 10;
  private static final double FILTERS_SHARE = 0.5;
  private static final int CACHE_SHARD_BITS = 4;
  private static final int MOST_OPEN_FILES_PER_DATABASE = 256;
  private static final long FILE_BYTES = 32L << 20;

  private final List<RocksObject> owned = new ArrayList<>();
  private final Cache cache;
  private final Options options;
  private final ReadOptions lookUps;
  private final ReadOptions scans;
  private final WriteOptions writes;

  SharedOptions(RocksSettings settings) {
    cache = own(new LRUCache(settings.nativeBytes(), CACHE_SHARD_BITS, false, FILTERS_SHARE));
    WriteBufferManager buffers =
        own(new WriteBufferManager(settings.writeBuffersBytes(), cache, false));
    int processors = Runtime.getRuntime().availableProcessors();
    Env env = Env.getDefault();
    env.setBackgroundThreads(Math.max(1, processors / 2), Priority.HIGH);
    env.setBackgroundThreads(processors, Priority.LOW);
    options = own(new Options());
    options.setEnv(env);
    options.setCreateIfMissing(true);
    options.setTableFormatConfig(tables());
    options.setCompressionType(CompressionType.LZ4_COMPRESSION);
    writing(settings, buffers, processors);
    options.setMaxOpenFiles(MOST_OPEN_FILES_PER_DATABASE);
    options.setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
    options.setKeepLogFileNum(1);
    options.setStatsDumpPeriodSec(0);
    lookUps = own(new ReadOptions());
    // a scan reads everything once: it must not push out what look-ups need
    scans = own(new ReadOptions().setFillCache(false).setTotalOrderSeek(true));
    // the journal is the log
    writes = own(new WriteOptions().setDisableWAL(true));
  }

  private BlockBasedTableConfig tables() {
    return new BlockBasedTableConfig()
        .setBlockCache(cache)
        .setFilterPolicy(own(new BloomFilter(FILTER_BITS_PER_KEY, false)))
        .setCacheIndexAndFilterBlocks(true)
        .setCacheIndexAndFilterBlocksWithHighPriority(true)
        .setPinL0FilterAndIndexBlocksInCache(true)
        .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
        .setDataBlockHashTableUtilRatio(0.75)
        .setFormatVersion(5);
  }

  private void writing(RocksSettings settings, WriteBufferManager buffers, int processors) {
    options.setWriteBufferManager(buffers);
    options.setWriteBufferSize(settings.writeBufferBytes());
    options.setMaxWriteBufferNumber(4);
    options.setMemtablePrefixBloomSizeRatio(0.05);
    options.setMemtableWholeKeyFiltering(true);
    // one thread at a time writes a database
    options.setAllowConcurrentMemtableWrite(false);
    options.setAvoidFlushDuringShutdown(true);
    options.setAvoidUnnecessaryBlockingIO(true);
    options.setMaxBackgroundJobs(Math.max(2, processors));
    options.setTargetFileSizeBase(FILE_BYTES);
    options.setMaxBytesForLevelBase(4 * FILE_BYTES);
    options.setLevelCompactionDynamicLevelBytes(true);
  }

  private <T extends RocksObject> T own(T object) {
    owned.add(object);
    return object;
  }

  Options options() {
    return options;
  }

  ReadOptions lookUps() {
    return lookUps;
  }

  ReadOptions scans() {
    return scans;
  }

  WriteOptions writes() {
    return writes;
  }

  /** Native memory in use, bytes. */
  long cacheBytes() {
    return cache.getUsage();
  }

  @Override
  public void close() {
    for (int i = owned.size() - 1; i >= 0; i--) {
      owned.get(i).close();
    }
  }
}

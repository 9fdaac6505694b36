/**
 * State larger than memory: the tables of a partition in a RocksDB database of its own.
 *
 * <p>Read {@link io.millrace.state.rocksdb.RocksStateTables} first. The partition's thread changes
 * overlays in the heap and looks up in overlays and database; only the backend's writer threads
 * change a database, one overlay after the other. A snapshot is what the database's files are
 * between two overlays. Nobody else may use RocksDB.
 */
package io.millrace.state.rocksdb;

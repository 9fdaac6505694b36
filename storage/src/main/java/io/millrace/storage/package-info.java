/**
 * Journals and snapshots on the disks of one machine, below one data directory.
 *
 * <p>Read {@link io.millrace.storage.DataDirectory} first: it takes the directory's lock and gives
 * the stores. Each journal is appended to by its partition's thread alone, through Chronicle Queue;
 * two threads of the store keep pages ready ahead of it and delete what was released; snapshots
 * have a thread of their own. What the files look like is written in {@code
 * docs/formats/data-directory.md}. Nothing outside this package uses Chronicle.
 */
package io.millrace.storage;

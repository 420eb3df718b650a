#!/usr/bin/env python3
"""Proves a book of Tieout from its journal and anchor alone, written from storage/FORMAT.md.

    python3 verify_book.py FOLDER

FOLDER is a book, or what `tieout export --format journal --out FOLDER` wrote. It is only read. The
program itself has no part in this: what it wrote is taken apart again, added up and compared. The
exit code is 0 only if all of it holds, 1 if something does not, 2 for a wrong use, 75 if the book
is being written. Amounts are whole minor units.
"""
import concurrent.futures
import fcntl
import hashlib
import mmap
import os
import struct
import sys
import time
from array import array

from book_entries import (ABANDONED, ACCOUNTS, CHECKPOINT, COMMITTED, LAST_TYPE, NUMBER, NUMBERS,
                          OPENED, SECOND_VERSION, Books, Damage, Totals, text)

BLOCK = 4096
FAULTS_SHOWN = 20
ALONE_BYTES = 4 << 20  # CRCs of more than this are left to other processes
ZEROS = bytes(1 << 20)
NO_HEAD = bytes(32)
FRAME = struct.Struct("<QII")  # sequence, length, CRC
GROUP = struct.Struct("<4sI16sQQQII32s")
SEGMENT = struct.Struct("<4sI16sQQQ32s")
SLOT = struct.Struct("<4sI16sQQ32sQQQI")


def crc_tables():
    """CRC32C (Castagnoli, reflected): a byte's table, and two that take four bytes at once."""
    small = [0]
    for bit in range(8):
        value = 1 << bit
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
        small += [each ^ value for each in small]
    halves = []
    for shift in (0, 16):
        table = [0]
        for bit in range(16):
            value = 1 << (bit + shift)
            for _ in range(4):
                value = small[value & 255] ^ (value >> 8)
            table += [each ^ value for each in table]
        halves.append(array("I", table))
    return small, halves[0], halves[1]


def crc_on(state, data, small, low, high):
    """Takes the bytes into the state, which is the CRC inverted."""
    whole = len(data) & ~3
    for word in struct.unpack_from("<%dI" % (whole >> 2), data):
        state ^= word
        state = low[state & 0xFFFF] ^ high[state >> 16]
    for byte in data[whole:]:
        state = small[(state ^ byte) & 255] ^ (state >> 8)
    return state


TABLES = crc_tables()


def crc32c(data):
    return crc_on(0xFFFFFFFF, data, *TABLES) ^ 0xFFFFFFFF


def wrong_entry(path, group):
    """The first entry of a group whose CRC is wrong, 0 if none: its CRC goes on from the last."""
    state, (small, low, high) = 0xFFFFFFFF, TABLES
    at, end, first, count = group
    with open(path, "rb") as file:
        file.seek(at)
        data = file.read(end - at)
    at = 0
    for sequence in range(first, first + count):
        _, length, crc = FRAME.unpack_from(data, at)
        state = crc_on(state, data[at:at + 12], small, low, high)
        state = crc_on(state, data[at + 16:at + 16 + length], small, low, high)
        if state ^ 0xFFFFFFFF != crc:
            return sequence
        at += 16 + length
    return 0


def is_zero(data, at, end):
    while at < end:
        size = min(len(ZEROS), end - at)
        if data[at:at + size] != ZEROS[:size]:
            return False
        at += size
    return True


class Slot:
    """One state of the anchor; `totals` and `head` are what the journal must show at `sequence`."""

    def __init__(self, block):
        fields = SLOT.unpack_from(block)
        magic, version, self.book, self.generation, self.sequence, self.head = fields[:6]
        self.totals = Totals()
        self.totals.payments, self.totals.postings, currencies = fields[7:]
        if magic != b"NCH1" or version != 1 or currencies > 180:
            raise Damage("a slot of the anchor is of another kind or version")
        for at in range(SLOT.size, SLOT.size + 19 * currencies, 19):
            letters = block[at:at + 3].decode("latin-1")
            self.totals.amounts[letters] = int.from_bytes(block[at + 3:at + 19], "little",
                                                          signed=True)


class Verifier:
    def __init__(self, folder):
        self.folder = folder
        self.faults, self.notes = [], []
        self.segments = self.groups = self.entries = self.bytes = 0
        self.maps = []
        self.pool, self.waiting = None, []
        self.held = array("Q")  # entries of the open run: segment << 40 | place
        self.run = None
        self.is_torn = False
        self.book, self.next, self.head = None, 1, NO_HEAD
        self.where = "the book"
        self.books = Books(self.fault)

    def fault(self, words):
        where = self.where
        if isinstance(where, int):
            at = where & ((1 << 40) - 1)
            sequence = FRAME.unpack_from(self.maps[(where >> 40) - 1], at)[0]
            where = "segment %d, byte %d, entry %d" % (where >> 40, at, sequence)
        self.faults.append("%s: %s" % (where, words))

    # The anchor.

    def read_anchor(self):
        with open(os.path.join(self.folder, "anchor"), "rb") as file:
            blocks = file.read(2 * BLOCK + 1)
        if len(blocks) != 2 * BLOCK:
            raise Damage("the anchor has %d bytes, %d expected" % (len(blocks), 2 * BLOCK))
        slots, self.is_torn = [], False
        for place in range(2):
            block = blocks[place * BLOCK:(place + 1) * BLOCK]
            if crc32c(block[:-4]) == int.from_bytes(block[-4:], "little"):
                slots.append(Slot(block))
                if slots[-1].generation % 2 != place:
                    raise Damage("a slot of the anchor is in the place of the other")
            elif block != ZEROS[:BLOCK]:
                self.is_torn = True
        slots.sort(key=lambda slot: -slot.generation)
        if not slots:
            raise Damage("neither slot of the anchor verifies")
        if len(slots) == 1 and slots[0].generation != 1:
            self.is_torn = True
        if len(slots) == 2 and (slots[0].generation != slots[1].generation + 1
                                or slots[0].book != slots[1].book
                                or slots[0].sequence < slots[1].sequence):
            raise Damage("the slots of the anchor do not follow each other")
        return slots

    def compare(self, slot):
        totals = self.books.totals
        if len(self.held):  # in the middle of a run
            totals = totals.copy()
            for place in self.held:
                totals.take(*self.entry_at(place))
        if slot.head != self.head:
            self.fault("the anchor's head of entry %d is another" % slot.sequence)
        if slot.totals != totals:
            self.fault("the anchor's control totals of entry %d are others" % slot.sequence)

    # The chain.

    def segment_names(self):
        folder = os.path.join(self.folder, "journal")
        names = sorted(name for name in os.listdir(folder) if not name.endswith(".new"))
        for number, name in enumerate((each for each in names if each.endswith(".seg")), 1):
            if name != "%010d.seg" % number:
                packed = "%010d.seg.zst" % number
                raise Damage("%s is packed: `tieout export --format journal` unpacks it" % packed
                             if packed in names else "segment %d is missing" % number)
            yield number, os.path.join(folder, name)
        if not any(name.endswith(".seg") for name in names):
            raise Damage("there is no segment")

    def open_segment(self, number, path):
        self.where = "segment %d" % number
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < BLOCK:
                raise Damage("cut short to %d bytes" % size)
            data = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        magic, version, book, said, length, first, head = SEGMENT.unpack_from(data)
        if crc32c(data[:124]) != int.from_bytes(data[124:128], "little"):
            raise Damage("the CRC of its header is wrong")
        if magic != b"SEG1" or version != 1 or not is_zero(data, 128, BLOCK):
            raise Damage("its header is of another kind or version")
        self.book = self.book or book
        if (book, said, length) != (self.book, number, size):
            raise Damage("it is another segment, of another book, or of another length")
        if (first, head) != (self.next, self.head):
            raise Damage("it does not go on from entry %d" % (self.next - 1))
        self.maps.append(data)
        self.segments = number
        return data

    def read_group(self, data, number, path, at):
        """Place, end, first and count of the entries of the next group; nothing at the end."""
        if at + BLOCK > len(data) or data[at:at + BLOCK] == ZEROS[:BLOCK]:
            return None
        if crc32c(data[at:at + 124]) != int.from_bytes(data[at + 124:at + 128], "little"):
            raise Damage("the CRC of a group's header is wrong")
        magic, version, book, segment, place, first, count, size, before = GROUP.unpack_from(
            data, at)
        if magic != b"TGR1" or version != 1:
            raise Damage("no group of a known version")
        if (book, segment, place) != (self.book, number, at):
            raise Damage("the group was written for another place")
        if first != self.next or before != self.head:
            raise Damage("the group does not go on from entry %d" % (self.next - 1))
        begin, end = at + 128, at + 128 + size
        stop = -(-(end + 32) // BLOCK) * BLOCK
        if count == 0 or stop > len(data):
            raise Damage("the group has an impossible length")
        chain = hashlib.sha256(before)
        chain.update(memoryview(data)[at:end])
        if chain.digest() != data[end:end + 32]:
            raise Damage("the chain hash does not agree")
        if not is_zero(data, end + 32, stop):
            raise Damage("bytes in the padding of a group")
        self.check_entries(path, (begin, end, first, count))
        self.head, self.next = chain.digest(), first + count
        return begin, end, first, stop

    def check_entries(self, path, group):
        """Entries in their places; their CRCs here, or beside the walk when there are many."""
        if self.pool is None and self.bytes > ALONE_BYTES:
            self.pool = concurrent.futures.ProcessPoolExecutor(os.cpu_count())
        data, (at, end, first, count) = self.maps[-1], group
        for sequence in range(first, first + count):
            if at + 16 > end:
                raise Damage("a group has fewer entries than it says")
            said, length, _ = FRAME.unpack_from(data, at)
            if said != sequence or at + 16 + length > end:
                raise Damage("entry %d stands where entry %d must" % (said, sequence))
            at += 16 + length
        if at != end:
            raise Damage("a group has more bytes than entries")
        if self.pool:
            self.waiting.append((self.where, self.pool.submit(wrong_entry, path, group)))
        elif wrong := wrong_entry(path, group):
            raise Damage("the CRC of entry %d is wrong" % wrong)

    # The entries.

    def entry_at(self, place):
        data, at = self.maps[(place >> 40) - 1], place & ((1 << 40) - 1)
        _, length, _ = FRAME.unpack_from(data, at)
        self.where = place
        if length < 2 or data[at + 17] > LAST_TYPE or not 1 <= data[at + 16] <= (
                2 if data[at + 17] in SECOND_VERSION else 1):
            raise Damage("an entry of a version or type that is not known here")
        return data[at + 17], data, at + 18, at + 16 + length

    def take_entries(self, number, at, end, slots):
        data, at_front = self.maps[-1], number << 40
        while at < end:
            sequence, length, _ = FRAME.unpack_from(data, at)
            kind = data[at + 17] if length > 1 else LAST_TYPE + 1
            if self.run is not None or kind <= ABANDONED or kind > LAST_TYPE:
                self.take_of_run(kind, at_front | at)
            else:
                self.books.take(*self.entry_at(at_front | at))
                if kind == CHECKPOINT:
                    self.check_state(sequence, data, at + 18, at + 16 + length)
            at += 16 + length
        self.entries = self.next - 1
        for slot in slots:
            if slot.sequence == self.entries:
                self.compare(slot)

    def take_of_run(self, kind, place):
        if kind == OPENED:
            run = NUMBERS[NUMBER.match(*self.entry_at(place)[1:])[1]] - 1
            if self.run is not None:
                self.fault("run %d begins before run %d is closed" % (run, self.run))
            if run != self.books.runs:
                self.fault("run %d is opened in place %d" % (run, self.books.runs))
            self.run, self.books.runs = run, self.books.runs + 1
            return
        if self.run is None:
            self.entry_at(place)
            return self.fault("a run is closed that was not opened")
        if kind not in (COMMITTED, ABANDONED):
            return self.held.append(place)
        _, data, at, end = self.entry_at(place)
        said = NUMBER.match(data, at, end)
        if NUMBERS[said[1]] - 1 != self.run:
            self.fault("another run is closed than was opened")
        if kind == COMMITTED:
            count = NUMBERS[NUMBER.match(data, said.end(), end)[1]]
            if count != len(self.held):
                self.fault("the run has %d entries, it says %d" % (len(self.held), count))
        take = self.books.take if kind == COMMITTED else self.books.totals.take
        for each in self.held:
            take(*self.entry_at(each))
        self.held, self.run = array("Q"), None

    def check_state(self, sequence, data, at, end):
        found = NUMBER.match(data, at, end)
        name, at = text(data, found.end(), end)
        if NUMBERS[found[1]] + 1 != sequence:
            self.fault("a checkpoint does not stand right behind what it holds")
        path = os.path.join(self.folder, "checkpoints", os.path.basename(name.decode("latin-1")))
        if os.path.exists(path):
            with open(path, "rb") as file:
                if hashlib.file_digest(file, "sha256").digest() != data[at:at + 32]:
                    self.fault("%s is not the state that the journal names" % path)

    def walk(self):
        slots = self.read_anchor()
        newest, segments = slots[0].sequence, list(self.segment_names())
        for number, path in segments:
            data, at = self.open_segment(number, path), BLOCK
            if number == 1 and self.book != slots[0].book:
                raise Damage("the anchor belongs to another book")
            is_last, why = number == len(segments), ""
            while True:
                self.where = "segment %d, byte %d, entry %d" % (number, at, self.next)
                try:
                    group = self.read_group(data, number, path, at)
                except Damage as damage:
                    # A power cut tears the last group only, and only behind the anchor.
                    if not is_last or self.next <= newest:
                        raise
                    group, why = None, ": " + str(damage)
                if group is None:
                    break
                begin, end, first, stop = group
                if any(first <= slot.sequence < self.next - 1 for slot in slots):
                    raise Damage("a group reaches across what was acknowledged")
                self.groups += 1
                self.bytes += stop - at
                self.take_entries(number, begin, end, slots)
                at = stop
            if not is_zero(data, at, len(data)):
                words = "bytes stand behind entry %d%s" % (self.next - 1, why)
                if not is_last:
                    raise Damage(words)
                self.notes.append("%s: %s: an interrupted commit, never acknowledged"
                                  % (self.where, words))
        for self.where, crc in self.waiting:
            if wrong := crc.result():
                raise Damage("the CRC of entry %d is wrong" % wrong)
        self.where = "the end"
        self.judge_end(slots)

    def judge_end(self, slots):
        newest = slots[0].sequence
        if self.next - 1 < newest:
            raise Damage("the journal ends with entry %d, but entry %d was acknowledged"
                         % (self.next - 1, newest))
        if self.is_torn and self.next - 1 == newest:
            raise Damage("a slot of the anchor is spoilt, and no power cut explains it")
        for slot in slots:
            if slot.sequence == 0 and (slot.head != NO_HEAD or slot.totals != Totals()):
                self.fault("the anchor of an empty journal is not empty")
        if self.next - 1 > newest:
            self.notes.append("entries %d to %d were written, but not acknowledged"
                              % (newest + 1, self.next - 1))
        if self.run is not None:
            self.notes.append("run %d was not finished; it has no effect" % self.run)
            for each in self.held:
                self.books.totals.take(*self.entry_at(each))
            self.where = "the end"
        self.books.close()


def print_totals(verifier, seconds):
    books = verifier.books
    print("segments   %12d\ngroups     %12d\nentries    %12d\npayments   %12d\npostings   %12d"
          % (verifier.segments, verifier.groups, verifier.entries, books.totals.payments,
             books.totals.postings))
    print("chain head %s\n" % verifier.head.hex())
    print("%-8s  %-17s  %18s  %18s  %18s" % ("currency", "account", "debit", "credit", "balance"))
    for currency, accounts in sorted(books.accounts.items()):
        for name, (debit, credit) in zip(ACCOUNTS, accounts):
            if debit or credit:
                print("%-8s  %-17s  %18d  %18d  %18d"
                      % (currency, name, debit, credit, debit - credit))
    sys.stderr.write("%.1f s, %.1f MB/s, %.0f entries/s\n"
                     % (seconds, verifier.bytes / 1e6 / seconds, verifier.entries / seconds))


def main(words):
    if len(words) != 1 or words[0].startswith("-"):
        sys.stderr.write(__doc__)
        return 2
    verifier, begin = Verifier(words[0]), time.monotonic()
    try:
        lock = os.path.join(words[0], "LOCK")
        if os.path.exists(lock):
            with open(lock, "rb") as held:
                fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
                verifier.walk()
        else:
            verifier.walk()
    except BlockingIOError:
        sys.stderr.write("the book is being written; try again later\n")
        return 75
    except OSError as error:
        sys.stderr.write("%s\n" % error)
        return 1
    except Damage as damage:
        verifier.fault(str(damage))
    print_totals(verifier, max(time.monotonic() - begin, 1e-9))
    for note in verifier.notes:
        print("note: " + note)
    for fault in verifier.faults[:FAULTS_SHOWN]:
        print("FAULT: " + fault)
    if len(verifier.faults) > FAULTS_SHOWN:
        print("FAULT: and %d more" % (len(verifier.faults) - FAULTS_SHOWN))
    print("the book does NOT hold" if verifier.faults else "the book holds")
    return 1 if verifier.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The entries of a journal taken apart, and what those that took effect add up to."""
import functools
import re
import sys
from array import array
from collections import defaultdict

# The places of the entry types in engine/entry.h that matter here, and of the last that is known.
OPENED, COMMITTED, ABANDONED, CUSTOMER, ITEM, TAKEN, DECIDED, CHECKPOINT = 0, 1, 2, 6, 7, 9, 10, 15
ADJUSTED, AMENDED = 23, 26
LAST_TYPE = 29
SECOND_VERSION = (OPENED, TAKEN, 13)  # 13: advice; fields were added behind those read here
ACCOUNTS = ("bank receivable unapplied unidentified on_account earned_discount unearned_discount "
            "write_off fee clearing deduction tax withholding refund intercompany other_receipts "
            "gain_loss").split()
BANK, RECEIVABLE, UNAPPLIED, UNIDENTIFIED, ON_ACCOUNT = range(5)
AWAY = (13, 14, 15)    # paid back, to another entity, no receivable
CREDIT = 1             # of Side
RECEIPT = 0            # of MovementKind
CREDIT_ITEMS = (2, 3)  # of ItemKind: credit memo, on account
LAST_KIND = 14         # of PostingKind


class Damage(Exception):
    """What ends the walk: behind it nothing can be believed."""


def pattern(*parts):
    """Fields in a row: V a number and v one that is passed over, B and b a byte, C a currency."""
    number = rb"[\x80-\xff]{0,9}[\x00-\x7f]"
    spelt = {"V": b"(" + number + b")", "v": number, "B": b"(.)", "b": b".",
             "C": rb"(\x00|[A-Z]{3})"}
    return re.compile(b"".join(spelt.get(part, part) for part in parts), re.DOTALL)


NUMBER = pattern("V")
TAKEN_HEAD = pattern(*"BBbbvvCV")        # kind, is credit, ..., currency, amount; behind the id
DECIDED_HEAD = pattern(*"VbbbbvvvvvbvbVV")  # payment, ..., other, number of terms
CANDIDATE_TAIL = pattern(*"vbbvv")
ADJUSTED_HEAD = pattern(*"vC")           # entity, currency
AMENDED_FORM = pattern(*"VVVv")          # item, amount, more, day
POSTING_HEAD = pattern(*"VvvvV")         # number, ..., number of lines
LINE = pattern(*"BBBVV")                 # kind, side, account, item, amount
# customer, entity, kind, currency, instalment, amount, open, ..., four optional dates
ITEM_HEAD = pattern(*"VVBCVVVvvv", rb"(?:\x00|\x01[\x80-\xff]{0,9}[\x00-\x7f]){4}")


@functools.lru_cache(4096)
def rows_of(fields, count):
    one = pattern(*fields).pattern
    return re.compile(b"(?:" + one + b"){" + str(count).encode() + b"}", re.DOTALL)


class Numbers(dict):
    """The value of each spelling of a number that was met; only the shortest spelling is one."""

    def __missing__(self, raw):
        value = 0
        for place, byte in enumerate(raw):
            value |= (byte & 0x7F) << (7 * place)
        if (len(raw) > 1 and raw[-1] == 0) or value >> 64:
            raise Damage("a number is not spelt as it must be")
        if len(self) > 1 << 20:
            self.clear()
        self[raw] = value
        return value


NUMBERS = Numbers()


def signed(value):
    return (value >> 1) ^ -(value & 1)


def after(form, data, at, end, what):
    found = form.match(data, at, end)
    if not found:
        raise Damage(what + " cannot be read")
    return found


def text(data, at, end):
    """A text and the place behind it."""
    found = after(NUMBER, data, at, end, "a text")
    stop = found.end() + NUMBERS[found[1]]
    if stop > end:
        raise Damage("a text is longer than its entry")
    return data[found.end():stop], stop


class Totals:
    """What the anchor counts, as entries are written, whether their run took effect or not."""

    def __init__(self):
        self.payments = self.postings = 0
        self.amounts = defaultdict(int)

    def copy(self):
        other = Totals()
        other.payments, other.postings = self.payments, self.postings
        other.amounts.update(self.amounts)
        return other

    def take(self, kind, data, at, end):
        if kind == TAKEN:
            self.add_payment(taken(data, at, end))
        elif kind == DECIDED and decided(data, at, end)[3]:
            self.postings += 1

    def add_payment(self, payment):
        self.payments += 1
        self.amounts[payment[3]] += payment[4] if payment[2] else -payment[4]

    def __eq__(self, other):
        return (self.payments, self.postings, dict(self.amounts)) == (
            other.payments, other.postings, dict(other.amounts))


def taken(data, at, end):
    """id, kind, is credit, currency, amount"""
    name, at = text(data, at, end)
    kind, credit, currency, amount = after(TAKEN_HEAD, data, at, end, "a payment").groups()
    letters = "---" if currency == b"\0" else currency.decode()
    return name, kind[0], credit[0], letters, signed(NUMBERS[amount])


def decided(data, at, end):
    """payment, other, number of the posting, its lines (kind, side, account, item, amount)"""
    head = after(DECIDED_HEAD, data, at, end, "a decision")
    payment, other, terms = head.groups()
    at = head.end()
    if terms != b"\0":
        at = after(rows_of("bvv", NUMBERS[terms]), data, at, end, "its terms").end()
    found = after(NUMBER, data, at, end, "its candidates")
    at = found.end()
    for _ in range(NUMBERS[found[1]]):
        items = after(NUMBER, data, at, end, "a candidate")
        at = after(rows_of("vv", NUMBERS[items[1]]), data, items.end(), end, "its items").end()
        at = after(CANDIDATE_TAIL, data, at, end, "a candidate").end()
    at = text(data, at, end)[1]
    number, lines = posting(data, at, end)
    return NUMBERS[payment] - 1, signed(NUMBERS[other]), number, lines


def posting(data, at, end):
    """number and lines (kind, side, account, item, amount) of what is the end of its entry"""
    head = after(POSTING_HEAD, data, at, end, "a posting")
    at = head.end()
    lines = []
    for _ in range(NUMBERS[head[2]]):
        line = after(LINE, data, at, end, "a line of a posting")
        kind, side, account, item, amount = line.groups()
        lines.append((kind[0], side[0], account[0], NUMBERS[item] - 1, signed(NUMBERS[amount])))
        at = line.end()
    if at != end:
        raise Damage("bytes stand behind a posting")
    return NUMBERS[head[1]], lines


def adjusted(data, at, end):
    """currency, number and lines of a posting of items alone"""
    head = after(ADJUSTED_HEAD, data, at, end, "an adjustment")
    return (head[1].decode(),) + posting(data, head.end(), end)


class Books:
    """What the entries that took effect add up to."""

    def __init__(self, fault):
        self.fault = fault
        self.totals = Totals()
        self.postings = self.runs = 0
        self.ids = set()
        self.kinds, self.amounts, self.used = bytearray(), array("q"), array("q")
        self.currencies = []
        self.returned, self.amended = array("q"), defaultdict(int)
        self.is_decided = bytearray()
        self.suspense = [array("q"), array("q"), array("q")]  # of each payment
        self.customers, self.customer_rows = [], {}
        self.items = {}
        self.item_amounts, self.item_open, self.item_first = array("q"), array("q"), array("q")
        self.item_credit, self.item_currencies = bytearray(), []
        self.accounts = defaultdict(lambda: [[0, 0] for _ in ACCOUNTS])

    def take(self, kind, data, at, end):
        if kind == DECIDED:
            self.take_decision(*decided(data, at, end))
        elif kind == TAKEN:
            self.take_payment(taken(data, at, end))
        elif kind == ADJUSTED:
            self.take_adjustment(*adjusted(data, at, end))
        elif kind == AMENDED:
            self.amend(*after(AMENDED_FORM, data, at, end, "an amount").groups())
        elif kind == ITEM:
            self.take_item(data, at, end)
        elif kind == CUSTOMER:
            number = text(data, at, end)[0]
            if number not in self.customer_rows:
                self.customer_rows[number] = len(self.customers)
                self.customers.append(number)

    def take_payment(self, payment):
        name, kind, _, currency, amount = payment
        self.totals.add_payment(payment)
        if name in self.ids:
            self.fault("payment %r is taken twice" % name)
        if amount < 0:
            self.fault("a payment is negative")
        self.ids.add(name)
        self.kinds.append(kind)
        self.amounts.append(amount)
        self.used.append(0)
        self.returned.append(0)
        self.is_decided.append(0)
        self.currencies.append(sys.intern(currency))
        for column in self.suspense:
            column.append(0)

    def take_item(self, data, at, end):
        head = after(ITEM_HEAD, data, at, end, "an item")
        customer, entity, kind, currency, instalment, amount, still_open = head.groups()
        document, at = text(data, head.end(), end)
        packed = text(data, at, end)[0]
        customer, number = NUMBERS[customer] - 1, NUMBERS[instalment]
        key = packed[2:2 + packed[0] + 256 * packed[1]] if packed else b""
        if customer >= len(self.customers):
            return self.fault("an item's customer is not there")
        key = key or b"%s/%s/%d" % (self.customers[customer], document, number)
        amount, still_open = signed(NUMBERS[amount]), signed(NUMBERS[still_open])
        if not 0 <= still_open <= amount:
            self.fault("item %r: %d of %d are open" % (key, still_open, amount))
        if (entity, key) in self.items:  # sent again: what is open is ours to say
            return None
        self.items[entity, key] = len(self.item_open)
        self.item_amounts.append(amount)
        self.item_open.append(still_open)
        self.item_first.append(still_open)
        self.item_credit.append(kind[0] in CREDIT_ITEMS)
        self.item_currencies.append(sys.intern(currency.decode()))
        return None

    def take_decision(self, payment, other, number, lines):
        if payment >= len(self.amounts):
            return self.fault("a decision is about a payment that is not there")
        currency, used = self.currencies[payment], self.used[payment]
        if lines:
            self.totals.postings += 1
            used += self.post(currency, number, lines, payment)
        self.used[payment] = used
        self.is_decided[payment] = 1
        if self.kinds[payment] == RECEIPT and used != self.amounts[payment]:
            self.fault("payment row %d: %d of %d are accounted for"
                       % (payment, used, self.amounts[payment]))
        return None

    def take_adjustment(self, currency, number, lines):
        self.post(sys.intern(currency), number, lines, None)

    def amend(self, item, amount, more):
        item, amount, more = NUMBERS[item] - 1, signed(NUMBERS[amount]), signed(NUMBERS[more])
        if not 0 <= item < len(self.item_open) or self.item_amounts[item] + more != amount:
            return self.fault("an amount changed from what it was not: item row %d" % item)
        self.item_amounts[item] = amount
        self.item_open[item] += more
        self.item_first[item] += more
        if not 0 <= self.item_open[item] <= amount:
            self.fault("item row %d: %d of %d are open" % (item, self.item_open[item], amount))
        return None

    def post(self, currency, number, lines, payment):
        """The cents of the payment that the lines put somewhere."""
        self.postings += 1
        if number != self.postings:
            self.fault("posting %d stands in place %d" % (number, self.postings))
        balance, used, accounts = 0, 0, self.accounts[currency]
        for kind, side, account, item, amount in lines:
            if amount <= 0 or account >= len(ACCOUNTS) or side > CREDIT or kind > LAST_KIND:
                self.fault("posting %d has an impossible line" % number)
                return used
            credit = amount if side == CREDIT else -amount
            balance += credit
            accounts[account][side] += amount
            if account == RECEIVABLE:
                if kind == 0:  # cash
                    used += credit
                self.reduce(item, credit, currency)
            elif payment is None:
                continue
            elif account == BANK:
                if side == CREDIT or self.returned[payment] > 0:
                    used += credit
                    self.returned[payment] += credit
            elif account <= ON_ACCOUNT:
                used += credit
                self.suspense[account - UNAPPLIED][payment] += credit
            elif account in AWAY:
                used += credit
        if balance:
            self.fault("posting %d does not balance by %d" % (number, balance))
        return used

    def reduce(self, item, credit, currency):
        if not 0 <= item < len(self.item_open) or self.item_currencies[item] != currency:
            return self.fault("a line names item row %d, which is not there in %s"
                              % (item, currency))
        now = self.item_open[item] - (-credit if self.item_credit[item] else credit)
        self.item_open[item] = now
        if not 0 <= now <= self.item_amounts[item]:
            self.fault("item row %d: %d of %d are open" % (item, now, self.item_amounts[item]))
        return None

    def close(self):
        """The general ledger beside the rows: what each account must hold."""
        for row, kind in enumerate(self.kinds):
            if kind == RECEIPT and not self.is_decided[row] and self.amounts[row]:
                self.fault("payment row %d was never decided" % row)
        rows = defaultdict(lambda: [0] * len(ACCOUNTS))
        for item, currency in enumerate(self.item_currencies):
            moved = self.item_open[item] - self.item_first[item]
            rows[currency][RECEIVABLE] += -moved if self.item_credit[item] else moved
        for payment, currency in enumerate(self.currencies):
            for column, each in enumerate(self.suspense):
                rows[currency][UNAPPLIED + column] -= each[payment]
        for currency, accounts in sorted(self.accounts.items()):
            if sum(debit - credit for debit, credit in accounts):
                self.fault("%s: the accounts do not add up to zero" % currency)
            for role in range(RECEIVABLE, ON_ACCOUNT + 1):
                if accounts[role][0] - accounts[role][1] != rows[currency][role]:
                    self.fault("%s: account %s differs from its rows" % (currency, ACCOUNTS[role]))

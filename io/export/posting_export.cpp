// The columns of postings.csv as they are, with the mapping's names of entities and accounts.
#include "io/export/package.h"

namespace tieout {

void write_posting_rows(PackageWriter& writer, bool is_json) {
    PostingSpelling spelling;
    spelling.is_guarded = writer.batch.is_guarded;
    spelling.names = &writer.names;
    std::string out = is_json ? std::string() : std::string(posting_columns());
    for (const HandOff& each : writer.batch.hand_offs) {
        writer.names.begin(each.posting.number);
        const auto put = is_json ? &put_posting_json : &put_posting_csv;
        put(out, writer.book, each.posting, each.posting.lines, facts_of(each), spelling);
        writer.package.rows += each.posting.lines.size();
    }
    writer.add(is_json ? "postings.ndjson" : "postings.csv", std::move(out));
}

}  // namespace tieout

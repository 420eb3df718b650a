#include "matching/odds.h"

#include <algorithm>
#include <array>
#include <bit>

#include "engine/check.h"

namespace tieout {

namespace {

// floor(2^(i/100) * 2^40)
constexpr std::array<std::uint64_t, 100> power_table{
    1099511627776, 1107159335940, 1114860238122, 1122614704315, 1130423107085, 1138285821592,
    1146203225603, 1154175699514, 1162203626366, 1170287391865, 1178427384400, 1186623995060,
    1194877617656, 1203188648738, 1211557487612, 1219984536363, 1228470199874, 1237014885843,
    1245619004802, 1254282970142, 1263007198126, 1271792107914, 1280638121583, 1289545664142,
    1298515163559, 1307547050779, 1316641759742, 1325799727409, 1335021393778, 1344307201909,
    1353657597944, 1363073031126, 1372553953825, 1382100821556, 1391714093004, 1401394230043,
    1411141697759, 1420956964475, 1430840501770, 1440792784503, 1450814290837, 1460905502260,
    1471066903609, 1481298983094, 1491602232319, 1501977146311, 1512424223536, 1522943965930,
    1533536878919, 1544203471444, 1554944255987, 1565759748595, 1576650468903, 1587616940162,
    1598659689260, 1609779246752, 1620976146883, 1632250927614, 1643604130646, 1655036301450,
    1666547989290, 1678139747252, 1689812132266, 1701565705138, 1713401030575, 1725318677211,
    1737319217634, 1749403228417, 1761571290141, 1773823987428, 1786161908965, 1798585647532,
    1811095800035, 1823692967529, 1836377755253, 1849150772653, 1862012633414, 1874963955492,
    1888005361139, 1901137476936, 1914360933822, 1927676367123, 1941084416588, 1954585726412,
    1968180945272, 1981870726358, 1995655727401, 2009536610709, 2023514043195, 2037588696413,
    2051761246586, 2066032374641, 2080402766242, 2094873111821, 2109444106612, 2124116450688,
    2138890848987, 2153768011353, 2168748652566, 2183833492380,
};
constexpr std::int32_t bits_below_max = 60;

// 2^(w/100) relative to the best weight: w <= 0.
std::uint64_t power(std::int32_t centibits) {
    const std::int32_t whole = (-centibits + 99) / 100;
    if (whole > bits_below_max) return 0;
    const auto fraction = static_cast<std::size_t>(centibits + whole * 100);
    return power_table[fraction] >> static_cast<unsigned>(whole);
}

}  // namespace

std::int32_t centibits_of(std::uint64_t count) {
    check(count >= 1, "odds want a positive count");
    const auto bits = static_cast<std::int32_t>(std::bit_width(count)) - 1;
    // The count scaled to [1, 2) in 40 binary digits.
    const std::uint64_t scaled = bits >= 40 ? count >> (static_cast<unsigned>(bits) - 40U)
                                            : count << (40U - static_cast<unsigned>(bits));
    const auto above = std::upper_bound(power_table.begin(), power_table.end(), scaled);
    return bits * 100 + static_cast<std::int32_t>(above - power_table.begin()) - 1;
}

std::vector<std::int32_t> posteriors_bp(std::span<const std::int32_t> centibits) {
    std::int32_t best = 0;
    for (const std::int32_t each : centibits)
        best = std::max(best, each);
    std::uint64_t sum = power(-best);
    for (const std::int32_t each : centibits)
        sum += power(each - best);
    std::vector<std::int32_t> shares;
    shares.reserve(centibits.size());
    for (const std::int32_t each : centibits) {
        shares.push_back(static_cast<std::int32_t>(power(each - best) * 10'000 / sum));
    }
    return shares;
}

}  // namespace tieout

#include "matching/family_members.h"

#include <algorithm>

namespace tieout {

void FamilyMembers::gather() {
    for (std::size_t i = 0; i < book_.customers.size(); ++i) {
        if (book_.customers[i].parent == none<CustomerNo>()) continue;
        const auto child = static_cast<CustomerNo>(i);
        children_.emplace_back(book_.family(child), child);
    }
    std::sort(children_.begin(), children_.end());
}

std::vector<CustomerNo> FamilyMembers::of(CustomerNo family) {
    std::call_once(gathered_, [&] { gather(); });
    std::vector<CustomerNo> members{family};
    auto at =
        std::lower_bound(children_.begin(), children_.end(), std::pair{family, CustomerNo{0}});
    for (; at != children_.end() && at->first == family; ++at)
        members.push_back(at->second);
    return members;
}

}  // namespace tieout
